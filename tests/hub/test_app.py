import socket
import threading
from pathlib import Path

import httpx2
import pytest
from tests.hub.conftest import WAIT_S, Person, RunningHub, said

from owntexts.hub.app.gate import MOST_INSIDE
from owntexts.hub.settings import HubSettings
from owntexts.wire import limits


def headers(person: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {person.first.token.hex()}"}


@pytest.mark.parametrize("host", ["evil.test", "evil.test:80", "127.0.0.1.evil.test"])
def test_a_request_for_another_host_is_misdirected(hub: RunningHub, host: str) -> None:
    with hub.raw(Host=host) as client:
        answer = client.get("/v1/about")
    assert (answer.status_code, said(answer)["code"]) == (421, "hub.refused")


@pytest.mark.parametrize(
    ("version", "status", "code"),
    [
        ("0.0.9", 426, "hub.version"),
        ("", 400, "malformed"),
        ("new", 400, "malformed"),
        ("1.0", 400, "malformed"),
        ("9" * 50 + ".0.0", 400, "malformed"),
        ("0.1.0", 200, None),
        ("0.10.0", 200, None),
        ("1.0.0rc1", 200, None),
    ],
)
def test_who_is_too_old_or_says_no_version_is_told(
    hub: RunningHub, person: Person, version: str, status: int, code: str | None
) -> None:
    with hub.raw(**headers(person)) as client:
        answer = client.get("/v1/head", headers={"Owntexts-Version": version})
    assert (answer.status_code, said(answer).get("code")) == (status, code)


def test_anyone_may_ask_which_version_is_wanted(hub: RunningHub) -> None:
    with httpx2.Client(base_url=hub.url, trust_env=False) as client:
        answer = client.get("/v1/about")
    assert answer.status_code == 200
    assert sorted(said(answer)) == ["now", "oldest_client", "protocol", "version"]


def test_no_answer_tells_what_serves_it(hub: RunningHub) -> None:
    with hub.raw() as client:
        for path in ("/v1/about", "/v1/head", "/nowhere", "/openapi.json"):
            answer = client.get(path)
            assert "server" not in answer.headers
            assert b"uvicorn" not in answer.content.lower()


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "not_found"),
        ("GET", "/v1/head/", 404, "not_found"),
        ("GET", "/v1/devices/../head", 401, "account.signed_out"),
        ("PUT", "/v1/head", 405, "method_not_allowed"),
        ("HEAD", "/v1/head", 405, None),
        ("OPTIONS", "/v1/items", 405, "method_not_allowed"),
        ("GET", "/v1/accounts", 405, "method_not_allowed"),
    ],
)
def test_what_is_not_there_is_refused_in_the_one_form(
    hub: RunningHub, method: str, path: str, status: int, code: str | None
) -> None:
    with hub.raw() as client:
        answer = client.request(method, path)
    assert answer.status_code == status
    if code is not None:
        assert sorted(said(answer)) == ["code", "detail", "title"]
        assert said(answer)["code"] == code


def test_a_path_with_two_methods_names_both(hub: RunningHub) -> None:
    with hub.raw() as client:
        assert client.put("/v1/items").headers["allow"] == "GET, POST"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "incarnation=00&token=1&hash=00",
        f"incarnation={'0' * 32}&token=-1&hash={'0' * 64}",
        f"incarnation={'0' * 32}&token=x&hash={'0' * 64}",
        f"incarnation={'0' * 32}&token={1 << 80}&hash={'0' * 64}",
        f"incarnation={'0' * 32}&token=1&hash={'0' * 64}&limit=0",
        f"incarnation={'Z' * 32}&token=1&hash={'0' * 64}",
    ],
)
def test_parameters_without_sense_are_refused(hub: RunningHub, person: Person, query: str) -> None:
    with hub.raw(**headers(person)) as client:
        answer = client.get(f"/v1/items?{query}")
    assert (answer.status_code, said(answer)["code"]) == (400, "malformed")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"name": 1}', b"\xff\xfe", b'{"name":"\\ud800","method":"password"}']
)
def test_bodies_without_sense_are_refused(hub: RunningHub, body: bytes) -> None:
    with hub.raw() as client:
        answer = client.post("/v1/sign-in/challenge", content=body)
    assert (answer.status_code, said(answer)["code"]) == (400, "malformed")


def test_what_says_it_is_too_large_is_refused_before_it_arrives(hub: RunningHub, person: Person) -> None:
    lines = ["POST /v1/items HTTP/1.1", "Host: localhost", "Owntexts-Version: 0.1.0", f"Content-Length: {1 << 40}"]
    lines += [f"{name}: {value}" for name, value in headers(person).items()]
    with socket.create_connection((hub.ready.serving.host, hub.ready.serving.port), timeout=WAIT_S) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode())
        assert line.recv(4000).startswith(b"HTTP/1.1 413")


def test_what_does_not_say_its_size_is_counted_as_it_arrives(hub: RunningHub, person: Person) -> None:
    pieces = iter([bytes(65_536)] * 40)
    with hub.raw(**headers(person)) as client:
        answer = client.post("/v1/items", content=pieces)
    assert (answer.status_code, said(answer)["code"]) == (413, "item.too_large")


def test_the_largest_item_is_taken(hub: RunningHub, person: Person) -> None:
    exact = bytes(limits.BATCH_SEALED)
    with hub.raw(**headers(person)) as client:
        assert client.post("/v1/items", content=exact).status_code == 400
        assert client.post("/v1/items", content=exact + b"1").status_code == 413


def test_a_head_beyond_measure_is_refused_while_it_arrives(hub: RunningHub) -> None:
    with socket.create_connection((hub.ready.serving.host, hub.ready.serving.port), timeout=WAIT_S) as line:
        line.sendall(b"GET /v1/about HTTP/1.1\r\nHost: localhost\r\nX-Long: ")
        with pytest.raises(ConnectionError):
            line.sendall(b"x" * (64 << 20))


def test_more_requests_than_the_hub_can_carry_are_sent_away(hub: RunningHub, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_INSIDE >= 40
    monkeypatch.setattr("owntexts.hub.app.gate.MOST_INSIDE", 0)
    with hub.raw() as client:
        answer = client.get("/v1/about")
    assert (answer.status_code, said(answer)["code"]) == (503, "hub.busy")
    assert answer.headers["retry-after"] == "5"


def test_a_fault_of_the_hub_is_told_without_a_traceback(
    hub: RunningHub, person: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("owntexts.hub.service.log.LogService.head", broken)
    with hub.raw(**headers(person)) as client:
        answer = client.get("/v1/head")
    assert (answer.status_code, said(answer)["code"]) == (500, "app.failed")
    assert b"secret detail" not in answer.content
    assert "a fault of the hub" in caplog.text


def test_the_log_names_no_one(hub: RunningHub, person: Person, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="owntexts.hub")
    device = person.first.keys.device.hex()
    with hub.raw(**headers(person)) as client:
        client.post("/v1/sign-in/challenge", json={"name": "ada", "method": "password"})
        client.get("/v1/keyring?since=7")
        client.delete(f"/v1/devices/{device}/token")
    assert "DELETE /v1/devices/{device}/token 204" in caplog.text
    for word in ("ada", device, person.first.token.hex(), "since", "127.0.0.1"):
        assert word not in caplog.text


def test_behind_a_proxy_limits_count_whom_it_names(tmp_path: Path) -> None:
    hub = RunningHub(HubSettings(data=tmp_path / "hub", behind_proxy=True))
    try:
        with hub.raw() as client:
            ask = {"content": b'{"name":"a","method":"password"}'}
            forged = [
                client.post("/v1/sign-in/challenge", headers={"X-Forwarded-For": f"{number}, 203.0.113.9"}, **ask)
                for number in range(3)
            ]
            assert {answer.status_code for answer in forged} == {200}
            windows = hub.server._server._app._services.sign_in._challenges._tries
            assert {key: len(tries) for key, tries in windows.items()} == {"203.0.113.9": 3}
    finally:
        hub.stop()


def test_many_askers_at_once_are_all_answered(hub: RunningHub, person: Person) -> None:
    statuses: list[int] = []

    def ask() -> None:
        with hub.raw(**headers(person)) as client:
            statuses.extend(client.get("/v1/head").status_code for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 100


def test_a_body_that_stops_coming_is_given_up(hub: RunningHub, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("owntexts.hub.app.bodies.SILENCE_S", 0.2)
    lines = ["POST /v1/items HTTP/1.1", "Host: localhost", "Owntexts-Version: 0.1.0", "Content-Length: 100"]
    lines += [f"{name}: {value}" for name, value in headers(person).items()]
    with socket.create_connection((hub.ready.serving.host, hub.ready.serving.port), timeout=WAIT_S) as line:
        line.sendall("\r\n".join([*lines, "", "begun"]).encode())
        assert line.recv(4000).startswith(b"HTTP/1.1 400")


def test_who_was_answered_is_not_inside_and_streams_are_not_counted(hub: RunningHub, person: Person) -> None:
    gate = hub.server._server._app._gate
    with hub.raw(**headers(person)) as client:
        assert client.get("/v1/head").status_code == 200
        assert client.get("/v1/nothing").status_code == 404
        with client.stream("GET", "/v1/nudges") as stream:
            assert stream.status_code == 200
            assert gate._inside == 0
