import threading
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from tests.transport.conftest import Server, Told, told_json

from owntexts.errors import AccountRefused, HubFailed, OwntextsError
from owntexts.transport.http import KEYRING_ANSWER, SMALL_ANSWER, HttpHub
from owntexts.wire.hub import (
    Challenge,
    ChangeToken,
    Conflict,
    CreateAccount,
    DeviceSeen,
    HistoryChanged,
    Item,
    Page,
    SignIn,
)

TOKEN = bytes(range(32))
POSITION = ChangeToken(b"i" * 16, 7, b"h" * 32)


@pytest.mark.parametrize(
    ("ask", "method", "path", "answer"),
    [
        (
            lambda hub: hub.fetch(POSITION, 99),
            "GET",
            f"/v1/items?incarnation={'69' * 16}&token=7&hash={'68' * 32}&limit=99",
            Page((Item(8, b"x" * 32, None),), POSITION),
        ),
        (lambda hub: hub.keyring(3), "GET", "/v1/keyring?since=3", [b"entry"]),
    ],
)
def test_octet_answers_are_msgpack(
    server: Server, ask: Callable[[HttpHub], object], method: str, path: str, answer: object
) -> None:
    server.answers = [Told(body=msgspec.msgpack.encode(answer))]
    with HttpHub(server.url, token=TOKEN) as hub:
        assert ask(hub) == answer
    assert (server.asked[0].method, server.asked[0].path) == (method, path)


@pytest.mark.parametrize(
    ("ask", "method", "path", "answer"),
    [
        (lambda hub: hub.push(b"sealed"), "POST", "/v1/items", POSITION),
        (lambda hub: hub.append_entry(b"sealed"), "POST", "/v1/keyring", POSITION),
        (
            lambda hub: hub.create_account(CreateAccount("ada", b"e", b"i" * 16, b"t" * 32)),
            "POST",
            "/v1/accounts",
            POSITION,
        ),
        (
            lambda hub: hub.challenge("ada", "password"),
            "POST",
            "/v1/sign-in/challenge",
            Challenge(b"n", b"s" * 16, 65536, 3, 4),
        ),
        (lambda hub: hub.devices(), "GET", "/v1/devices", [DeviceSeen(b"d" * 16, None, True)]),
    ],
)
def test_other_answers_are_json(
    server: Server, ask: Callable[[HttpHub], object], method: str, path: str, answer: object
) -> None:
    server.answers = [told_json(answer)]
    with HttpHub(server.url, token=TOKEN) as hub:
        assert ask(hub) == answer
    assert (server.asked[0].method, server.asked[0].path) == (method, path)


def test_every_request_names_the_version_and_the_device(server: Server) -> None:
    with HttpHub(server.url, token=TOKEN, version="9.9.9") as hub:
        hub.end_device(b"d" * 16)
    headers = server.asked[0].headers
    assert server.asked[0].path == f"/v1/devices/{'64' * 16}/token"
    assert headers["Owntexts-Version"] == "9.9.9"
    assert headers["Authorization"] == f"Bearer {TOKEN.hex()}"
    assert headers["Accept-Encoding"] == "identity"


def test_an_item_travels_as_it_is_and_an_enrolment_names_the_new_token(server: Server) -> None:
    server.answers = [told_json(POSITION)]
    with HttpHub(server.url, token="ticket.abc") as hub:
        hub.append_entry(b"\x00entry\xff", b"t" * 32)
    assert server.asked[0].body == b"\x00entry\xff"
    assert server.asked[0].headers["Owntexts-Token-Sha256"] == "74" * 32
    assert server.asked[0].headers["Authorization"] == "Bearer ticket.abc"


@pytest.mark.parametrize(
    ("status", "said", "kind", "code"),
    [
        (401, {"code": "account.signed_out", "title": "x"}, AccountRefused, "account.signed_out"),
        (401, {"code": "account.signed_out", "detail": "device_revoked"}, AccountRefused, "account.device_revoked"),
        (401, {"code": "account.password_wrong"}, AccountRefused, "account.password_wrong"),
        (403, {"code": "account.invite_needed"}, AccountRefused, "account.invite_needed"),
        (409, {"code": "account.name_taken"}, AccountRefused, "account.name_taken"),
        (400, {"code": "malformed"}, HubFailed, "hub.refused"),
        (413, {"code": "item.too_large"}, HubFailed, "item.too_large"),
        (421, {"code": "hub.refused"}, HubFailed, "hub.refused"),
        (426, {"code": "hub.version"}, HubFailed, "hub.version"),
        (429, {"code": "hub.busy", "retry_after_s": 3}, HubFailed, "hub.busy"),
        (429, {}, HubFailed, "hub.busy"),
        (503, {"code": "hub.busy"}, HubFailed, "hub.busy"),
        (507, {"code": "storage.hub_full"}, HubFailed, "storage.hub_full"),
        (418, {"code": "something.newer"}, HubFailed, "hub.refused"),
    ],
)
def test_each_no_of_the_hub_is_a_named_error_with_evidence_and_a_way_out(
    server: Server, status: int, said: dict[str, Any], kind: type[OwntextsError], code: str
) -> None:
    server.answers = [told_json(said, status)]
    with HttpHub(server.url, token=TOKEN) as hub, pytest.raises(kind) as refused:
        hub.head()
    finding = refused.value.finding
    assert finding.code == code
    assert finding.fixes
    assert finding.evidence[0].value == server.url
    assert str(status) in str(finding.evidence[1].value)
    assert finding.evidence[1].at


@pytest.mark.parametrize("code", ["chain_conflict", "stale_epoch", "keyring_moved", "missing_blobs"])
def test_a_conflict_is_for_the_engine(server: Server, code: str) -> None:
    server.answers = [told_json({"code": code, "title": ""}, 409)]
    with HttpHub(server.url, token=TOKEN) as hub, pytest.raises(Conflict) as conflict:
        hub.push(b"sealed")
    assert conflict.value.code == code


def test_changed_history_says_what_the_hub_has(server: Server) -> None:
    server.answers = [told_json({"code": "history_changed", "head": POSITION}, 409)]
    with HttpHub(server.url, token=TOKEN) as hub, pytest.raises(HistoryChanged) as changed:
        hub.fetch(POSITION, 1)
    assert changed.value.head == POSITION


@pytest.mark.parametrize(
    "answer",
    [
        Told(200, b"<html>Sign in to the Wi-Fi</html>", {"Content-Type": "text/html"}),
        Told(302, b"", {"Location": "http://portal.example/"}),
        Told(500, b"\xff\xfe"),
        Told(200, b"\xff\xfe"),
    ],
)
def test_what_does_not_speak_as_a_hub_is_named(server: Server, answer: Told) -> None:
    server.answers = [answer]
    with HttpHub(server.url, token=TOKEN) as hub, pytest.raises(HubFailed) as failed:
        hub.head()
    assert failed.value.code == "hub.unreachable"
    assert "Something else" in failed.value.finding.title
    assert len(server.asked) == 1


@pytest.mark.parametrize("body", [b"", b"slow down", b"{}", b'{"code": "rate_limited"}'])
@pytest.mark.parametrize(("status", "code"), [(429, "hub.busy"), (426, "hub.version")])
def test_a_proxy_that_answers_for_the_hub_is_understood_by_its_status(
    server: Server, status: int, code: str, body: bytes
) -> None:
    server.answers = [Told(status, body)]
    with HttpHub(server.url, token=TOKEN) as hub, pytest.raises(HubFailed) as failed:
        hub.head()
    assert failed.value.code == code
    assert str(status) in str(failed.value.finding.evidence[1].value)


def test_an_answer_without_end_is_cut_off(server: Server) -> None:
    server.answers = [Told(body=b" " * (SMALL_ANSWER + 1))]
    with HttpHub(server.url, token=TOKEN) as hub, pytest.raises(HubFailed) as failed:
        hub.head()
    assert failed.value.code == "hub.refused"
    assert KEYRING_ANSWER > SMALL_ANSWER


def test_a_compressed_answer_is_never_unpacked(server: Server) -> None:
    server.answers = [Told(body=b"\x1f\x8b" + b"x" * 20, headers={"Content-Encoding": "gzip"})]
    with HttpHub(server.url, token=TOKEN) as hub, pytest.raises(HubFailed):
        hub.head()


def test_a_question_is_asked_once_more_where_the_connection_broke(server: Server) -> None:
    server.answers = [Told(cut=True), told_json([])]
    with HttpHub(server.url, token=TOKEN) as hub:
        assert hub.devices() == []
    assert len(server.asked) == 2


def test_what_changes_something_is_never_repeated_by_itself(server: Server) -> None:
    server.answers = [Told(cut=True), told_json(POSITION)]
    with HttpHub(server.url, token=TOKEN) as hub, pytest.raises(HubFailed) as failed:
        hub.push(b"sealed")
    assert failed.value.code == "hub.unreachable"
    assert len(server.asked) == 1


def test_nobody_at_the_address_is_unreachable(server: Server) -> None:
    with HttpHub("http://127.0.0.1:1", token=TOKEN) as hub, pytest.raises(HubFailed) as failed:
        hub.head()
    assert failed.value.code == "hub.unreachable"
    assert failed.value.finding.evidence[1].value


def test_the_machines_proxy_settings_are_not_followed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    server.answers = [told_json([])]
    with HttpHub(server.url, token=TOKEN) as hub:
        assert hub.devices() == []


def test_a_sign_in_goes_out_as_json(server: Server) -> None:
    server.answers = [told_json({"account": "AAAA", "ticket": "ticket.1"})]
    with HttpHub(server.url) as hub:
        assert hub.sign_in(SignIn("ada", "password", b"n", "127.0.0.1", b"s")).ticket == "ticket.1"
    assert msgspec.json.decode(server.asked[0].body)["nonce"] == "bg=="
    assert "Authorization" not in server.asked[0].headers


def test_nudges_are_the_head_tokens_that_the_hub_says(server: Server) -> None:
    def say(wire: Any) -> None:
        wire.write(b': alive\n\ndata: {"token":4}\n\ndata: {"token":5}\n\n')

    server.answers = [Told(stream=say)]
    with HttpHub(server.url, token=TOKEN) as hub:
        assert list(hub.nudges()) == [4, 5]


def test_listening_ends_when_another_thread_closes_the_hub(server: Server) -> None:
    over, heard = threading.Event(), threading.Event()

    def say(wire: Any) -> None:
        wire.write(b'data: {"token":4}\n\n')
        over.wait(20)

    server.answers = [Told(stream=say)]
    hub = HttpHub(server.url, token=TOKEN)
    tokens: list[int] = []

    def listen() -> None:
        for token in hub.nudges():
            tokens.append(token)
            heard.set()

    listener = threading.Thread(target=listen)
    listener.start()
    assert heard.wait(20)
    hub.close()
    listener.join(20)
    assert not listener.is_alive()
    assert tokens == [4]
    over.set()


def test_a_refused_listener_is_told_why(server: Server) -> None:
    server.answers = [told_json({"code": "account.signed_out"}, 401)]
    with HttpHub(server.url, token=TOKEN) as hub, pytest.raises(AccountRefused):
        list(hub.nudges())


def test_a_nudge_that_says_nothing_sensible_breaks_the_line(server: Server) -> None:
    server.answers = [Told(stream=lambda wire: wire.write(b"data: nonsense\n\n") and None)]
    with HttpHub(server.url, token=TOKEN) as hub, pytest.raises(HubFailed):
        list(hub.nudges())


def test_the_bytes_of_a_request_and_its_answer_are_counted(server: Server) -> None:
    server.answers = [told_json(POSITION)]
    counted: list[int] = []
    with HttpHub(server.url, token=TOKEN, counted=counted.append) as hub:
        hub.push(b"x" * 100_000)
    told = sum(len(name) + len(value) + 4 for name, value in server.asked[0].headers.items()) + 100_000
    assert 0 <= sum(counted) - told < 1_000
