import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from os import urandom
from pathlib import Path

import pytest
from tests.forking import Forked, served
from tests.hub.conftest import WAIT_S, Person, RunningHub, new_person

from owntexts.crypto.certificate import make_certificate
from owntexts.errors import Busy, HubFailed, OwntextsError, WrongUsage
from owntexts.hub import operator
from owntexts.hub.backends.folder import DataFolder
from owntexts.hub.opening import opened
from owntexts.hub.settings import HubSettings, Tls
from owntexts.transport.http import HttpHub
from owntexts.wire.hub import ChangeToken
from owntexts.wire.log import advance, item_hash

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is tested


@contextmanager
def hub_process(data: Path, *, most_bytes: int | None = None) -> Iterator[tuple[Forked, str]]:
    """A hub in a process of its own, and its address; it is killed at the end if it still runs."""
    serve = ("hub", "serve", "--data", str(data), "--listen", "127.0.0.1:0")
    with Path(os.devnull).open("wb") as nowhere:
        process, ready = served(*serve, env=os.environ, stderr=nowhere, most_bytes=most_bytes)
    try:
        yield process, ready["address"]
    finally:
        process.kill()
        process.wait(WAIT_S)


def test_nothing_acknowledged_is_lost_when_the_hub_is_killed(tmp_path: Path) -> None:
    ada, pushed = new_person(), list[bytes]()
    for attempt in range(4):
        with hub_process(tmp_path) as (process, url), HttpHub(url, token=ada.first.token) as door:
            if attempt == 0:
                ada.position = begin = door.create_account(ada.request)
            for _ in range(5):
                item = ada.batch(ada.first)
                ada.position = door.push(item)
                pushed.append(ada.first.wrote(item))
            process.send_signal(signal.SIGKILL)
            process.wait(WAIT_S)
    with hub_process(tmp_path) as (_, url), HttpHub(url, token=ada.first.token) as door:
        page = door.fetch(begin, 1 << 20)
        assert [each.hash for each in page.items] == [item_hash(item) for item in pushed]
        assert page.head == ada.position
        assert page.head == expected_head(begin, pushed)


def test_an_item_that_was_cut_off_by_the_kill_is_taken_once(tmp_path: Path) -> None:
    ada = new_person()
    with hub_process(tmp_path) as (process, url), HttpHub(url, token=ada.first.token) as door:
        ada.position = door.create_account(ada.request)
        item = ada.batch(ada.first, urandom(900_000))
        with socket.create_connection(address_of(url)) as line:
            line.sendall(post("/v1/items", ada, item)[:500_000])
            process.kill()
            process.wait(WAIT_S)
    with hub_process(tmp_path) as (_, url), HttpHub(url, token=ada.first.token) as door:
        assert door.head().position.token == 1
        assert door.push(item).token == 2
        assert door.push(item).token == 2


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    ada = new_person()
    with hub_process(tmp_path, most_bytes=3 << 20) as (_, url), HttpHub(url, token=ada.first.token) as door:
        ada.position = begin = door.create_account(ada.request)
        with pytest.raises(HubFailed) as caught:
            fill(door, ada)
        assert caught.value.code == "storage.hub_full"
        assert ada.first.counter > 2
        assert door.head().position.token == 1 + ada.first.counter
        assert len(door.fetch(begin, 1 << 24).items) == ada.first.counter
    with hub_process(tmp_path) as (_, url), HttpHub(url, token=ada.first.token) as door:
        assert door.head().position.token == 1 + ada.first.counter
        assert door.push(ada.batch(ada.first)).token == 2 + ada.first.counter


def test_a_sigterm_ends_the_hub_in_good_order(tmp_path: Path) -> None:
    with hub_process(tmp_path) as (process, url), HttpHub(url) as door:
        door.about()
        process.send_signal(signal.SIGTERM)
        assert process.wait(WAIT_S) == 0
    assert not (tmp_path / "hub.db-wal").exists()


def test_two_processes_cannot_serve_one_folder(hub: RunningHub) -> None:
    with pytest.raises(Busy, match="serves this hub already"):
        RunningHub(hub.settings)


def test_a_port_that_is_taken_is_named(hub: RunningHub, tmp_path: Path) -> None:
    with pytest.raises(Busy) as caught:
        RunningHub(HubSettings(data=tmp_path / "other", port=hub.ready.serving.port))
    assert f"127.0.0.1:{hub.ready.serving.port}" in str(caught.value.finding.evidence)


def test_a_hub_that_may_takes_a_free_port_where_its_own_is_taken(hub: RunningHub, tmp_path: Path) -> None:
    port = hub.ready.serving.port
    other = RunningHub(HubSettings(data=tmp_path / "other", port=port, or_free=True))
    try:
        assert other.ready.serving.port != port
        with HttpHub(other.ready.serving.url) as door:
            door.about()
    finally:
        other.stop()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OwntextsError) as caught:
        RunningHub(HubSettings(data=tmp_path / "file" / "hub"))
    assert caught.value.finding.fixes


def test_what_lies_in_the_folder_is_for_its_owner_only(hub: RunningHub, person: Person) -> None:
    data = hub.settings.data
    modes = {path.relative_to(data).as_posix(): path.stat().st_mode & 0o777 for path in data.rglob("*")}
    assert data.stat().st_mode & 0o777 == 0o700
    assert set(modes.values()) == {0o700, 0o600}
    assert {"hub.db", "hub.db-wal", "secret/hub.key", "serving.json", "lock"} <= set(modes)


@pytest.mark.parametrize("host", [EVERYWHERE, "192.0.2.1", "::", "hub.example.org"])
def test_beyond_this_machine_a_hub_needs_tls_or_a_proxy(tmp_path: Path, host: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        HubSettings(data=tmp_path, host=host).check()
    assert len(caught.value.finding.fixes) == 3
    HubSettings(data=tmp_path, host=host, behind_proxy=True).check()


def test_a_hub_with_its_own_certificate_is_pinned_by_its_link(tmp_path: Path) -> None:
    hub = RunningHub(HubSettings(data=tmp_path / "hub", host=EVERYWHERE, tls=certificate(tmp_path, "hub.test")))
    try:
        link = operator.link(hub.settings.data)
        assert link.startswith("owntexts://")
        assert link.endswith(f"?sha256={hub.settings.tls.pin}")
        port = hub.ready.serving.port
        with HttpHub(f"owntexts://127.0.0.1:{port}/?sha256={hub.settings.tls.pin}") as door:
            assert door.about().protocol == 1
        with HttpHub(f"owntexts://127.0.0.1:{port}/?sha256={'0' * 64}") as liar, pytest.raises(HubFailed) as caught:
            liar.about()
        assert caught.value.code == "hub.certificate"
    finally:
        hub.stop()


def test_a_key_that_is_not_the_certificates_is_named_before_anything_is_served(tmp_path: Path) -> None:
    one, other = certificate(tmp_path / "one", "a.test"), certificate(tmp_path / "other", "b.test")
    with pytest.raises(WrongUsage, match="certificate"):
        HubSettings(data=tmp_path / "hub", tls=Tls(one.certificate, other.key)).check()
    with pytest.raises(WrongUsage, match="certificate"):
        HubSettings(data=tmp_path / "hub", tls=Tls(tmp_path / "absent", other.key)).check()


@pytest.mark.parametrize("url", ["ftp://a.test", "texts.example.org", "https://", "https://a.test:none"])
def test_a_public_address_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(WrongUsage):
        HubSettings(data=tmp_path, public_url=url).check()


def test_small_answers_are_sent_at_once(hub: RunningHub) -> None:
    line = hub.server._server.servers[0].sockets[0]
    assert line.proto == socket.IPPROTO_TCP


def test_a_connection_that_never_says_what_it_wants_is_shut(hub: RunningHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("owntexts.hub.patience.HEAD_S", 0.2)
    for said in (b"", b"GET /v1/about HTTP/1.1\r\nHost: localhost\r\nX-Slow: "):
        with socket.create_connection(address_of(hub.url), timeout=WAIT_S) as line:
            line.sendall(said)
            assert line.recv(1000) == b""


def test_a_connection_may_rest_between_two_requests(hub: RunningHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("owntexts.hub.patience.HEAD_S", 0.2)
    with socket.create_connection(address_of(hub.url), timeout=WAIT_S) as line:
        ask_about(line)
        line.settimeout(0.6)
        with pytest.raises(TimeoutError):
            line.recv(1)
        line.settimeout(WAIT_S)
        ask_about(line)
        line.sendall(b"GET /v1/abo")
        assert line.recv(1000) == b""


def test_more_connections_than_the_hub_can_hold_are_shut(hub: RunningHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("owntexts.hub.patience.CONNECTIONS", 2)
    lines = [socket.create_connection(address_of(hub.url), timeout=WAIT_S) for _ in range(2)]
    for line in lines:
        ask_about(line)
    with socket.create_connection(address_of(hub.url), timeout=WAIT_S) as third:
        assert is_shut(third)
    for line in lines:
        line.close()


def test_a_damaged_database_is_told_and_not_overwritten(tmp_path: Path) -> None:
    folder = DataFolder.made(tmp_path)
    folder.database.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(OwntextsError) as caught, opened(folder):
        pass
    assert caught.value.finding.fixes
    assert folder.database.read_bytes().startswith(b"this is no database")


def certificate(folder: Path, *names: str) -> Tls:
    folder.mkdir(exist_ok=True)
    made = make_certificate(names, now=datetime.now(UTC))
    paths = folder / "certificate.pem", folder / "certificate.key"
    for path, data in zip(paths, (made.certificate_pem, made.key_pem), strict=True):
        path.write_bytes(data)
    return Tls(*paths, names, made.fingerprint)


def address_of(url: str) -> tuple[str, int]:
    host, _, port = url.removeprefix("http://").partition(":")
    return host, int(port)


def fill(door: HttpHub, person: Person) -> None:
    for _ in range(40):
        item = person.batch(person.first, urandom(300_000))
        door.push(item)
        person.first.wrote(item)


def ask_about(line: socket.socket) -> None:
    """Ask what the hub is, and read the answer to its end."""
    line.sendall(b"GET /v1/about HTTP/1.1\r\nHost: localhost\r\n\r\n")
    answer = b""
    while not answer.endswith(b"}"):
        answer += line.recv(4000)
    assert answer.startswith(b"HTTP/1.1 200")


def is_shut(line: socket.socket) -> bool:
    try:
        return line.recv(1) == b""
    except ConnectionError:
        return True


def post(path: str, person: Person, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nOwntexts-Version: 0.1.0\r\n"
        f"Authorization: Bearer {person.first.token.hex()}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def expected_head(begin: ChangeToken, items: list[bytes]) -> ChangeToken:
    zone_hash = begin.zone_hash
    for item in items:
        zone_hash = advance(zone_hash, item_hash(item))
    return ChangeToken(begin.incarnation, begin.token + len(items), zone_hash)
