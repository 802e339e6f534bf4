from datetime import UTC, datetime, timedelta

import pytest
from tests.hub.conftest import Inside, Person, RunningHub, new_person, said

from owntexts.errors import AccountRefused, HubFailed
from owntexts.hub.ports import StorageFull
from owntexts.hub.service.callers import SEEN_EVERY_MS, Member
from owntexts.transport.http import HttpHub


def test_devices_are_listed_with_when_they_were_last_here(door: HttpHub, person: Person) -> None:
    (seen,) = door.devices()
    assert (seen.id, seen.active) == (person.first.keys.device, True)
    assert seen.last_seen_at is not None
    assert abs(datetime.fromisoformat(seen.last_seen_at) - datetime.now(UTC)) < timedelta(minutes=5)


def test_a_device_that_ended_its_token_is_signed_out(hub: RunningHub, door: HttpHub, person: Person) -> None:
    writer, entry = person.new_device()
    door.append_entry(entry, writer.token_sha256)
    with HttpHub(hub.url, token=writer.token) as leaving:
        leaving.end_device(writer.keys.device)
        with pytest.raises(AccountRefused) as caught:
            leaving.head()
    assert caught.value.code == "account.signed_out"
    assert {seen.id: seen.active for seen in door.devices()}[writer.keys.device] is False


def test_ending_a_token_twice_is_fine_and_an_unknown_device_is_told(
    hub: RunningHub, door: HttpHub, person: Person
) -> None:
    writer, entry = person.new_device()
    door.append_entry(entry, writer.token_sha256)
    door.end_device(writer.keys.device)
    door.end_device(writer.keys.device)
    with pytest.raises(HubFailed):
        door.end_device(b"u" * 16)


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer " + "0" * 64, "Bearer zz", "Basic YTpi", "Bearer ticket.", "Bearer 0" * 9],
)
def test_without_a_token_in_force_the_door_is_shut(hub: RunningHub, person: Person, authorization: str | None) -> None:
    with hub.raw(**({} if authorization is None else {"Authorization": authorization})) as client:
        answer = client.get("/v1/head")
    assert (answer.status_code, said(answer)["code"]) == (401, "account.signed_out")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_when_a_device_was_here_is_written_once_a_minute(inside: Inside) -> None:
    ada = new_person()
    inside.services.accounts.create(ada.request, "", at_home=True)
    bearer, member = ada.first.token.hex(), Member(ada.first.account, ada.first.keys.device)
    first = inside.services.devices.seen(member)[0].last_seen_at
    inside.later(SEEN_EVERY_MS / 1000 - 1)
    inside.services.callers.recognised(bearer)
    assert inside.services.devices.seen(member)[0].last_seen_at == first
    inside.later(1)
    inside.services.callers.recognised(bearer)
    assert inside.services.devices.seen(member)[0].last_seen_at != first


def test_a_full_disk_sends_no_device_away(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = new_person()
    inside.services.accounts.create(ada.request, "", at_home=True)
    inside.later(SEEN_EVERY_MS)

    def full(_self: object) -> None:
        raise StorageFull

    monkeypatch.setattr(type(inside.tools.database), "writing", full)
    assert inside.services.callers.recognised(ada.first.token.hex())


def test_tokens_are_kept_as_hashes_only(hub: RunningHub, door: HttpHub, person: Person) -> None:
    door.head()
    files = [path for path in hub.settings.data.rglob("*") if path.is_file()]
    kept = b"".join(path.read_bytes() for path in files)
    assert person.first.token_sha256 in kept
    assert person.first.token not in kept
    assert person.first.token.hex().encode() not in kept
