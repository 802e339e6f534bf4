from os import urandom

import pytest
from tests.hub.conftest import Person, RunningHub

from owntexts.errors import HubFailed
from owntexts.hub import operator
from owntexts.hub.service.quota import reserve
from owntexts.transport.http import HttpHub

MIB = 1 << 20


@pytest.mark.parametrize(("quota", "more"), [(0, 64 * MIB), (1 << 30, 64 * MIB), (100 << 30, 5 << 30)])
def test_the_reserve_is_the_larger_of_64_mib_and_5_percent(quota: int, more: int) -> None:
    assert reserve(quota) == more


def test_texts_use_the_reserve_and_stop_at_its_end(
    hub: RunningHub, door: HttpHub, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("owntexts.hub.service.quota.SMALLEST_RESERVE", 3 * MIB)
    operator.set_quota(hub.settings.data, "ada", 0)
    pushed: list[bytes] = []
    with pytest.raises(HubFailed) as caught:
        fill(door, person, pushed)
    head = door.head()
    assert caught.value.code == "storage.hub_full"
    assert (head.quota, head.used) == (0, sum(map(len, [*pushed, *person.entries])))
    assert 2 * MIB < head.used <= 3 * MIB
    assert head.position.token == 1 + person.first.counter
    operator.set_quota(hub.settings.data, "ada", 5 << 30)
    assert door.push(person.batch(person.first)).token == head.position.token + 1


def fill(door: HttpHub, person: Person, pushed: list[bytes]) -> None:
    for _ in range(9):
        item = person.batch(person.first, urandom(MIB - 4096))
        door.push(item)
        pushed.append(person.first.wrote(item))
