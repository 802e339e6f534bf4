"""Which versions are known of, and from whom; the network is asked only where the person says so."""

import pytest

from owntexts import __version__
from owntexts.agent import contact, updating
from owntexts.agent.home import Home
from owntexts.crypto.identity import Identity, Membership
from owntexts.errors import HubFailed
from owntexts.wire.hub import About, ChangeToken, Head

NOWHERE = Membership(bytes(16), "ada", bytes(16), bytes(32), bytes(32), "http://127.0.0.1:1", None, bytes(32), 0, b"")
HEAD = Head(ChangeToken(bytes(16), 0, bytes(32)), 0, bytes(32), 0, bytes(32), 1, 2, "2026-11-24T07:00:00.000Z")


class Hub:
    """Says of itself what it was told to say."""

    def __init__(self, version: str, oldest: str) -> None:
        self._about = About(version, oldest, HEAD.now)

    def about(self) -> About:
        return self._about


def met(home: Home, version: str, oldest: str) -> None:
    contact.heard(home.replica, Hub(version, oldest), HEAD, 10**12)  # type: ignore[arg-type]  # a hub that says only this


def test_before_any_contact_only_this_device_is_known(home: Home) -> None:
    assert updating.check(home) == updating.Update(__version__, __version__, updating.HERE, None, None)


def test_a_newer_hub_is_named_with_the_command_that_upgrades(home: Home) -> None:
    met(home, "99.2.0", "0.1.0")
    found = updating.check(home)
    assert (found.newest_known, found.known_from, found.oldest_accepted) == ("99.2.0", updating.HUB, "0.1.0")
    assert found.command is not None
    assert "--upgrade owntexts" in found.command


def test_a_hub_of_the_same_version_says_nothing_new(home: Home) -> None:
    met(home, __version__, "0.1.0")
    assert updating.check(home).known_from == updating.HERE
    assert updating.check(home).command is None


def test_a_hub_that_serves_only_newer_ones_asks_for_the_upgrade(home: Home) -> None:
    met(home, __version__, "99.0.0")
    assert updating.check(home).command is not None


def test_the_hub_is_asked_only_where_the_person_says_so(home: Home) -> None:
    home.save(Identity(home.device, NOWHERE))
    assert updating.check(home).newest_known == __version__
    with pytest.raises(HubFailed):
        updating.check(home, online=True)


@pytest.mark.parametrize(
    ("version", "numbers"), [("1.10.2", (1, 10, 2)), ("1.10.2rc1", (1, 10, 2)), ("", ()), ("nonsense", ())]
)
def test_versions_are_compared_as_numbers(version: str, numbers: tuple[int, ...]) -> None:
    assert updating.numbers(version) == numbers
