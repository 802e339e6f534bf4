from os import urandom
from pathlib import Path

import msgspec
import pytest
from tests.hub.conftest import Inside, Person, RunningHub, new_person, said

from owntexts.errors import AccountRefused, HubFailed, OwntextsError
from owntexts.hub import operator
from owntexts.hub.ports import Invite
from owntexts.hub.server import now_ms
from owntexts.hub.service.accounts import TRIES, code_digest
from owntexts.hub.service.refusals import Refused
from owntexts.hub.settings import HubSettings
from owntexts.transport.http import HttpHub
from owntexts.wire import limits

HERE, ELSEWHERE = "127.0.0.1", "203.0.113.9"


def refusal(hub: RunningHub, person: Person, **changes: object) -> OwntextsError:
    request = msgspec.structs.replace(person.request, **changes)
    with HttpHub(hub.url) as outside, pytest.raises(OwntextsError) as caught:
        outside.create_account(request)
    return caught.value


def test_the_first_account_from_this_machine_needs_no_code(hub: RunningHub) -> None:
    assert hub.ready.setup_code
    with HttpHub(hub.url) as outside:
        assert outside.create_account(new_person().request).token == 1


def test_every_later_account_needs_an_invite_even_from_this_machine(hub: RunningHub, person: Person) -> None:
    assert refusal(hub, new_person("bert")).code == "account.invite_needed"
    assert refusal(hub, new_person("bert"), invite="0000-0000-0000-0000").code == "account.invite_needed"


def test_the_first_account_from_elsewhere_needs_the_setup_code_which_is_spent_once(inside: Inside) -> None:
    code = operator.new_setup_code(inside.tools.database, inside.tools.now(), urandom)
    assert code is not None
    ada = new_person()
    with pytest.raises(Refused, match="invite_needed"):
        inside.services.accounts.create(ada.request, ELSEWHERE, at_home=False)
    typed = msgspec.structs.replace(ada.request, invite=f" {code.lower().replace('-', ' ')} ")
    assert inside.services.accounts.create(typed, ELSEWHERE, at_home=False).token == 1
    again = msgspec.structs.replace(new_person("bert").request, invite=code)
    with pytest.raises(Refused, match="invite_needed"):
        inside.services.accounts.create(again, ELSEWHERE, at_home=False)


def test_the_setup_code_ends_with_the_first_account_even_where_it_was_not_needed(inside: Inside) -> None:
    code = operator.new_setup_code(inside.tools.database, inside.tools.now(), urandom)
    inside.services.accounts.create(new_person().request, HERE, at_home=True)
    late = msgspec.structs.replace(new_person("bert").request, invite=code)
    with pytest.raises(Refused, match="invite_needed"):
        inside.services.accounts.create(late, HERE, at_home=True)
    assert operator.new_setup_code(inside.tools.database, inside.tools.now(), urandom) is None


@pytest.mark.parametrize("settings", [{"behind_proxy": True}, {"public_url": "https://texts.example.org"}])
def test_behind_a_proxy_loopback_is_nobodys_home(tmp_path: Path, settings: dict[str, object]) -> None:
    hub = RunningHub(HubSettings(data=tmp_path / "hub", **settings))
    try:
        assert refusal(hub, new_person()).code == "account.invite_needed"
        with HttpHub(hub.url) as outside:
            request = msgspec.structs.replace(new_person().request, invite=hub.ready.setup_code)
            assert outside.create_account(request).token == 1
    finally:
        hub.stop()


def test_an_invite_brings_its_quota_and_holds_for_its_name_and_its_week(inside: Inside) -> None:
    with inside.tools.database.writing() as books:
        ends_at = inside.tools.now() + 1000
        books.invites.add(Invite(code_digest("ABCD"), 0, name="Bert", quota=7 << 20, expires_at=ends_at))
    wrong_name = msgspec.structs.replace(new_person("carl").request, invite="abcd")
    with pytest.raises(Refused, match="invite_needed"):
        inside.services.accounts.create(wrong_name, ELSEWHERE, at_home=False)
    bert = msgspec.structs.replace(new_person("bert").request, invite="AB-CD")
    inside.later(2)
    with pytest.raises(Refused, match="invite_needed"):
        inside.services.accounts.create(bert, ELSEWHERE, at_home=False)
    inside.later(-2)
    inside.services.accounts.create(bert, ELSEWHERE, at_home=False)
    with inside.tools.database.reading() as books:
        assert books.accounts.summaries()[0].quota == 7 << 20


def test_a_taken_name_is_told_only_to_who_holds_an_invite_and_leaves_the_invite_whole(
    hub: RunningHub, person: Person
) -> None:
    assert refusal(hub, new_person("ADA")).code == "account.invite_needed"
    code = operator.invite(hub.settings.data, name=None, quota=None, now=now_ms(), random=urandom).code
    assert refusal(hub, new_person("ADA"), invite=code).code == "account.name_taken"
    with HttpHub(hub.url) as outside:
        outside.create_account(msgspec.structs.replace(new_person("bert").request, invite=code))


def test_the_same_request_again_gets_the_same_answer(hub: RunningHub, person: Person) -> None:
    with HttpHub(hub.url) as outside:
        assert outside.create_account(person.request) == person.position


def test_an_account_is_not_made_over_by_another_request(hub: RunningHub, person: Person) -> None:
    assert isinstance(refusal(hub, person, name="bert"), HubFailed)


@pytest.mark.parametrize("name", ["", "x" * 65, "two words", "line\nbreak", "null\0", "\u200b", "tab\t"])
def test_names_without_visible_characters_only_are_refused(hub: RunningHub, name: str) -> None:
    with hub.raw() as client:
        answer = client.post("/v1/accounts", content=msgspec.json.encode(new_person(name).request))
    assert (answer.status_code, said(answer)["code"]) == (400, "malformed")


@pytest.mark.parametrize("name", ["Ådå", "ada@example.org", "李四", "a"])
def test_names_of_all_scripts_are_taken_and_found_in_any_case(hub: RunningHub, name: str) -> None:
    person = new_person(name)
    with HttpHub(hub.url) as outside:
        outside.create_account(person.request)
        salt = outside.challenge(name.upper(), "password").salt
    assert salt == person.password.action.salt


def test_an_entry_that_nobody_signed_makes_no_account(hub: RunningHub) -> None:
    entry = bytearray(new_person().entries[0])
    entry[-1] ^= 1
    assert isinstance(refusal(hub, new_person(), entry=bytes(entry)), HubFailed)
    assert isinstance(refusal(hub, new_person(), entry=b""), HubFailed)
    assert refusal(hub, new_person(), entry=bytes(limits.ENTRY + 1)).code == "item.too_large"
    assert operator.accounts(hub.settings.data) == []


def test_wrong_codes_are_counted_and_right_ones_are_not(inside: Inside) -> None:
    wrong = msgspec.structs.replace(new_person().request, invite="wrong")
    for _ in range(TRIES):
        with pytest.raises(Refused, match="invite_needed"):
            inside.services.accounts.create(wrong, ELSEWHERE, at_home=False)
    with pytest.raises(Refused, match="busy") as caught:
        inside.services.accounts.create(wrong, ELSEWHERE, at_home=False)
    assert caught.value.status == 429
    assert caught.value.retry_after_s == 15 * 60 + 1
    inside.services.accounts.create(new_person().request, HERE, at_home=True)
    inside.later(15 * 60)
    with pytest.raises(Refused, match="invite_needed"):
        inside.services.accounts.create(wrong, ELSEWHERE, at_home=False)


def test_a_refused_account_leaves_nothing_behind(hub: RunningHub, person: Person) -> None:
    bert = new_person("bert")
    assert isinstance(refusal(hub, bert), AccountRefused)
    with HttpHub(hub.url, token=bert.first.token) as berts, pytest.raises(AccountRefused):
        berts.head()
