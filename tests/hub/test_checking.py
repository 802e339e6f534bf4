"""Checking a hub while it serves."""

import pytest
from tests.hub.conftest import Person, RunningHub
from tests.hub.test_blobs import objects
from tests.hub.test_copies import id_of, put, quietly

from owntexts.hub.copies.checking import Checked, check
from owntexts.transport.http import HttpHub


def test_a_hub_without_blobs_is_whole(hub: RunningHub) -> None:
    assert check(hub.settings.data, quietly) == Checked(0, [], [])


def test_every_blob_is_read_again_while_the_hub_serves(hub: RunningHub, door: HttpHub, person: Person) -> None:
    blobs = put(door, person, 4)
    heard: list[tuple[int, int]] = []
    assert check(hub.settings.data, lambda done, total: heard.append((done, total))) == Checked(4, [], [])
    assert heard == [(1, 4), (2, 4), (3, 4), (4, 4)]
    lost, cut, changed, _ = sorted(objects(hub))
    lost.unlink()
    cut.write_bytes(cut.read_bytes()[:-1])
    data = bytearray(changed.read_bytes())
    data[700] ^= 4
    changed.write_bytes(data)
    found = check(hub.settings.data, quietly)
    assert found == Checked(4, [id_of(lost)], sorted((id_of(cut), id_of(changed))))
    assert not found.clean
    for blob, data in blobs.items():
        door.put_blob(blob, data)
    assert check(hub.settings.data, quietly).damaged == [id_of(changed)]


def test_what_goes_for_good_during_a_check_is_not_missed(
    hub: RunningHub, door: HttpHub, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = put(door, person, 2)
    first = min(blobs)

    def gone(_database: object, _account: bytes, blob: object) -> bool:
        return False

    (path,) = [path for path in objects(hub) if id_of(path) == first.hex()]
    path.unlink()
    assert check(hub.settings.data, quietly).missing == [first.hex()]
    monkeypatch.setattr("owntexts.hub.copies.checking.still_there", gone)
    assert check(hub.settings.data, quietly) == Checked(2, [], [])
