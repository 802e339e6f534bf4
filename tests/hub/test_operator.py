from os import urandom
from pathlib import Path

import msgspec
import pytest
from tests.hub.conftest import Person, RunningHub, new_person

from owntexts.errors import AccountRefused, NotFound, WrongUsage
from owntexts.hub import operator
from owntexts.hub.backends.folder import Serving
from owntexts.hub.server import now_ms
from owntexts.transport.http import HttpHub
from owntexts.transport.link import parse_address

PIN = "ab" * 32


@pytest.mark.parametrize(
    ("serving", "link"),
    [
        (Serving("127.0.0.1", 8943, "http://127.0.0.1:8943", tls=False), "http://127.0.0.1:8943"),
        (
            Serving("0.0.0.0", 8943, "https://192.0.2.7:8943", tls=True, sha256=PIN),  # noqa: S104 - only named
            f"owntexts://192.0.2.7:8943/?sha256={PIN}",
        ),
        (
            Serving("::1", 8943, "https://[::1]:8943", tls=True, sha256=PIN),
            f"owntexts://[::1]:8943/?sha256={PIN}",
        ),
        (
            Serving("192.0.2.7", 1, "https://192.0.2.7:1", tls=True, sha256=PIN, public_url="https://a.test/"),
            f"owntexts://a.test/?sha256={PIN}",
        ),
        (Serving("127.0.0.1", 1, "http://127.0.0.1:1", tls=False, public_url="https://a.test/"), "https://a.test"),
    ],
)
def test_a_link_leads_devices_to_the_hub(serving: Serving, link: str) -> None:
    assert operator.link_of(serving) == link
    assert parse_address(link).pin == serving.sha256


def test_the_link_can_be_asked_for_beside_the_running_hub(hub: RunningHub) -> None:
    assert operator.link(hub.settings.data) == hub.url


def test_an_operator_sees_names_sizes_and_times_and_nothing_else(
    hub: RunningHub, door: HttpHub, person: Person
) -> None:
    writer, entry = person.new_device()
    door.append_entry(entry, writer.token_sha256)
    door.end_device(writer.keys.device)
    (line,) = operator.accounts(hub.settings.data)
    assert msgspec.to_builtins(line) | {"last_seen_at": None} == {
        "name": "ada",
        "devices": 1,
        "used": len(person.entries[0]) + len(entry),
        "quota": 5 << 30,
        "last_seen_at": None,
    }
    assert line.last_seen_at is not None


def test_an_invite_made_beside_the_running_hub_opens_at_once(hub: RunningHub, person: Person) -> None:
    made = operator.invite(hub.settings.data, name="bert", quota=1 << 20, now=now_ms(), random=urandom)
    bert = new_person("bert")
    with HttpHub(hub.url) as outside:
        outside.create_account(msgspec.structs.replace(bert.request, invite=made.code))
    with HttpHub(hub.url, token=bert.first.token) as door:
        assert door.head().quota == 1 << 20


def test_a_quota_holds_at_once(hub: RunningHub, door: HttpHub, person: Person) -> None:
    assert operator.set_quota(hub.settings.data, "ADA", 7) == operator.Quota("ada", len(person.entries[0]), 7)
    assert door.head().quota == 7


def test_names_that_nobody_has_or_can_have_are_told(hub: RunningHub) -> None:
    with pytest.raises(NotFound):
        operator.set_quota(hub.settings.data, "nobody", 7)
    with pytest.raises(WrongUsage):
        operator.invite(hub.settings.data, name="two words", quota=None, now=0, random=urandom)


@pytest.mark.parametrize("ask", [operator.link, operator.accounts])
def test_a_folder_without_a_hub_is_told_and_left_alone(tmp_path: Path, ask: "object") -> None:
    with pytest.raises(NotFound):
        ask(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_codes_have_80_random_bits_in_letters_that_do_not_look_alike() -> None:
    assert operator.new_code(bytes) == "0000-0000-0000-0000"
    codes = {operator.new_code(urandom) for _ in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {19}
    assert not set("".join(codes)) & set("ILOU")


def test_a_new_setup_code_replaces_the_one_before(hub: RunningHub) -> None:
    before = hub.ready.setup_code
    hub.stop()
    hub.start()
    assert hub.ready.setup_code not in {None, before}
    with HttpHub(hub.url) as outside, pytest.raises(AccountRefused):
        outside.create_account(msgspec.structs.replace(new_person().request, invite=before))
