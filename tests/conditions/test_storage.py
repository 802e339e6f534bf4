"""Room on the hub and on this device."""

import pytest
from tests.conditions.worlds import FAULTS, World

MIB = 1 << 20


@pytest.mark.parametrize(
    ("used", "quota", "code"),
    [
        (89, 100, None),
        (90, 100, "storage.hub_almost_full"),
        (99, 100, "storage.hub_almost_full"),
        (100, 100, "storage.hub_full"),
        (130, 100, "storage.hub_full"),
        (None, 100, None),
        (100, None, None),
        (100, 0, None),
    ],
)
def test_the_hub_is_full_from_its_last_byte_on_and_texts_go_on(used: int | None, quota: int | None, code: str) -> None:
    world = World().working(hub_used=used, hub_quota=quota, hub_heard_at=0)
    assert world.codes() == ({code} if code else set())
    assert world.decided().texts.run
    assert world.decided().attachments.run == (code != "storage.hub_full")
    if code:
        assert world.finding(code).evidence[0].at == "1970-01-01T00:00:00.000Z"


def test_the_warning_comes_when_the_person_wants_it() -> None:
    world = World().working(hub_used=95, hub_quota=100)
    assert world.setting(storage__almost_full="96").codes() == set()
    assert [fix.id for fix in world.finding("storage.hub_almost_full").fixes] == ["more_room", "warn_later"]


def test_what_the_hub_refused_says_it_in_its_own_words_and_once() -> None:
    refused = next(each for each in FAULTS if each.code == "storage.hub_full")
    world = World().working(hub_used=100, hub_quota=100, faults=(refused,))
    assert world.finding("storage.hub_full") == refused


@pytest.mark.parametrize(
    ("free", "lanes"),
    [
        (500 * MIB, ()),
        (500 * MIB - 1, ("attachments",)),
        (50 * MIB, ("attachments",)),
        (50 * MIB - 1, ("texts", "attachments")),
    ],
)
def test_attachments_need_much_room_on_this_device_and_texts_little(free: int, lanes: tuple[str, ...]) -> None:
    found = [finding.blocks for finding in World().reading(free=free).decided().findings]
    assert found == ([lanes] if lanes else [])


def test_a_lower_limit_is_offered_where_it_helps() -> None:
    for free, limit in ((300 * MIB, "100MiB"), (70 * MIB, "50MiB")):
        fixes = World().reading(free=free).finding("storage.device_full").fixes
        assert fixes[-1].command == f"owntexts settings set storage.device_min_free {limit}"
    assert {fix.kind for fix in World().reading(free=1).finding("storage.device_full").fixes} == {"person"}
