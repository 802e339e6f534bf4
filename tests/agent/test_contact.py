"""What the hub says of itself is kept, and asked for no more often than need be."""

import msgspec
import pytest

from owntexts.agent import contact
from owntexts.agent.home import Home
from owntexts.wire.hub import About, ChangeToken, Head

NOW = 1_000_000_000_000
HEAD = Head(ChangeToken(bytes(16), 0, bytes(32)), 0, bytes(32), 0, bytes(32), 1, 2, "2001-09-09T01:46:40.000Z")


class Hub:
    """Counts how often it is asked for its versions."""

    def __init__(self) -> None:
        self.asked = 0

    def about(self) -> About:
        self.asked += 1
        return About("9.9.9", "0.1.0", HEAD.now)


def test_versions_are_asked_for_once_a_day(home: Home) -> None:
    hub = Hub()
    for hours in (0, 1, 23, 25):
        contact.heard(home.replica, hub, HEAD, NOW + hours * 3_600_000)  # type: ignore[arg-type]  # a hub that says only this
    assert hub.asked == 2
    kept = contact.kept(home.replica)
    assert kept is not None
    assert (kept.version, kept.oldest_client) == ("9.9.9", "0.1.0")


@pytest.mark.parametrize(("now", "offset"), [(NOW, 0), (NOW + 400_000, 400_000), (NOW - 400_000, -400_000)])
def test_the_clocks_difference_is_how_far_this_one_is_ahead(home: Home, now: int, offset: int) -> None:
    contact.heard(home.replica, Hub(), HEAD, now)  # type: ignore[arg-type]  # a hub that says only this
    kept = contact.kept(home.replica)
    assert kept is not None
    assert kept.offset_ms == offset
    assert now + contact.hub_offset_ms(home.replica) == NOW


def test_hearing_the_same_again_soon_writes_nothing(home: Home) -> None:
    contact.heard(home.replica, Hub(), HEAD, NOW)  # type: ignore[arg-type]  # a hub that says only this
    before = home.replica.version(), contact.kept(home.replica)
    later = msgspec.structs.replace(HEAD, now="2001-09-09T01:46:41.000Z")
    contact.heard(home.replica, Hub(), later, NOW + 1_000)  # type: ignore[arg-type]  # as above
    assert (home.replica.version(), contact.kept(home.replica)) == before


@pytest.mark.parametrize(("told", "at"), [(None, None), (HEAD.now, NOW), ("last week", None)])
def test_when_the_hub_was_backed_up_is_kept_where_it_says_so(home: Home, told: str | None, at: int | None) -> None:
    head = msgspec.structs.replace(HEAD, backed_up_at=told)
    contact.heard(home.replica, Hub(), head, NOW)  # type: ignore[arg-type]  # a hub that says only this
    kept = contact.kept(home.replica)
    assert kept is not None
    assert kept.backed_up_at == at
