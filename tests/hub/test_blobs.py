import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from os import urandom
from pathlib import Path

import msgspec
import pytest
from tests.end_to_end.needles import search
from tests.hub.conftest import WAIT_S, Person, RunningHub, Writer, new_person, said

from owntexts.hub import operator
from owntexts.hub.app import transfers
from owntexts.hub.backends.folder import DataFolder
from owntexts.hub.opening import opened
from owntexts.hub.server import now_ms
from owntexts.transport.http import HttpHub
from owntexts.wire import limits
from owntexts.wire.hub import ChangeToken, Conflict, HistoryChanged, Storage

NOBODYS = b"n" * 16


def objects(hub: RunningHub) -> list[Path]:
    return [path for path in (hub.settings.data / "blobs").rglob("*") if path.is_file()]


def headers(person: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {person.first.token.hex()}"}


@pytest.fixture
def bert(hub: RunningHub, person: Person) -> Person:
    """Somebody else with an account on the hub."""
    code = operator.invite(hub.settings.data, name=None, quota=None, now=now_ms(), random=urandom).code
    bert = new_person("bert")
    with HttpHub(hub.url) as outside:
        bert.position = outside.create_account(msgspec.structs.replace(bert.request, invite=code))
    return bert


def head(method: str, path: str, writer: Writer, length: int = 0) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Owntexts-Version: 0.1.0", f"Content-Length: {length}"]
    return "\r\n".join([*lines, f"Authorization: Bearer {writer.token.hex()}", "", ""]).encode()


@contextmanager
def upload(hub: RunningHub, person: Person, blob: bytes, data: bytes, *, sent: int) -> Iterator[socket.socket]:
    """A connection on which so many bytes of a blob were sent, and room was reserved for all of them."""
    serving = hub.ready.serving
    before = used(hub)
    with socket.create_connection((serving.host, serving.port), timeout=WAIT_S) as line:
        line.sendall(head("PUT", f"/v1/blobs/{blob.hex()}", person.first, len(data)) + data[:sent])
        wait_until(lambda: used(hub) == before + len(data))
        yield line


def used(hub: RunningHub) -> int:
    return operator.accounts(hub.settings.data)[0].used


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("size", [0, 1, 300_000, limits.BLOB_PLAIN])
def test_a_blob_comes_back_as_it_was_put(door: HttpHub, person: Person, size: int) -> None:
    blob, data = person.blob(urandom(size))
    assert door.put_blob(blob, data)
    assert door.blob(blob) == data
    assert not door.put_blob(blob, data)


def test_a_blob_that_was_never_put_is_none(door: HttpHub) -> None:
    assert door.blob(NOBODYS) is None


def test_the_first_of_two_stays(door: HttpHub, person: Person) -> None:
    (blob, one), (_, other) = person.blob(b"a photo"), person.blob(b"a photo")
    assert one != other
    door.put_blob(blob, one)
    assert not door.put_blob(blob, other)
    assert door.blob(blob) == one


def test_what_is_stored_is_whole_shut_to_others_and_lies_with_its_account(
    hub: RunningHub, door: HttpHub, person: Person
) -> None:
    blob, data = person.blob(urandom(5_000))
    door.put_blob(blob, data)
    (path,) = objects(hub)
    assert path.read_bytes() == data
    assert path.stat().st_mode & 0o777 == 0o600
    account, first_byte, name = path.relative_to(hub.settings.data / "blobs").parts
    assert (account, first_byte) == (person.first.account.hex(), blob[:1].hex())
    assert name.startswith(blob.hex())


def test_the_hub_keeps_not_a_word_of_what_a_blob_holds(hub: RunningHub, door: HttpHub, person: Person) -> None:
    words = "a letter to nobody in particular"
    blob, data = person.blob(words.encode() * 200)
    door.put_blob(blob, data)
    content = sha256(words.encode() * 200).hexdigest()
    assert search(hub.settings.data, [blob.hex()])
    assert search(hub.settings.data, [words, content]) == []


def test_it_is_told_which_of_many_are_missing(door: HttpHub, person: Person) -> None:
    there = [person.blob(urandom(100)) for _ in range(3)]
    for blob, data in there:
        door.put_blob(blob, data)
    strangers = [urandom(16) for _ in range(limits.KEPT_AT_ONCE - 3)]
    assert door.keep_blobs([*(blob for blob, _ in there), *strangers]) == strangers
    assert door.keep_blobs([]) == []


def test_what_a_blob_takes_counts_until_it_is_deleted(door: HttpHub, person: Person) -> None:
    blob, data = person.blob(urandom(70_000))
    before = door.storage()
    assert before == Storage(door.head().used, 5 << 30, door.head().used, 0)
    door.put_blob(blob, data)
    assert door.storage() == Storage(before.used + len(data), 5 << 30, before.log, len(data))
    assert door.head().used == before.used + len(data)
    assert door.delete_blobs([blob, NOBODYS], seen=person.seen, now=False) == len(data)
    assert door.storage() == before
    assert door.delete_blobs([blob], seen=person.seen, now=True) == 0


def test_a_deleted_blob_is_there_until_it_goes_and_whoever_wants_it_before_keeps_it(
    door: HttpHub, person: Person
) -> None:
    blob, data = person.blob(urandom(1_000))
    door.put_blob(blob, data)
    item = person.batch(person.first, needs=(blob,))
    for keep in (lambda: door.keep_blobs([blob]), lambda: door.put_blob(blob, data), lambda: door.push(item)):
        door.delete_blobs([blob], seen=door.head().position, now=True)
        assert door.storage().blobs == 0
        assert door.blob(blob) == data
        keep()
        assert door.storage().blobs == len(data)


def test_nothing_is_deleted_by_a_device_that_has_not_seen_everything(door: HttpHub, person: Person) -> None:
    blob, data = person.blob(b"a photo")
    door.put_blob(blob, data)
    before = person.seen
    head = door.push(person.first.wrote(person.batch(person.first, needs=(blob,))))
    for seen in (before, ChangeToken(head.incarnation, head.token, bytes(32)), ChangeToken(bytes(16), 0, bytes(32))):
        with pytest.raises(HistoryChanged) as changed:
            door.delete_blobs([blob], seen=seen, now=True)
        assert changed.value.head == head
    assert door.storage().blobs == len(data)


def test_damaged_bytes_are_replaced_and_no_others(hub: RunningHub, door: HttpHub, person: Person) -> None:
    blob, data = person.blob(urandom(9_000))
    door.put_blob(blob, data)
    (path,) = objects(hub)
    path.write_bytes(damaged := data[:-1] + bytes([data[-1] ^ 1]))
    assert door.blob(blob) == damaged
    assert not door.put_blob(blob, data, instead_of=sha256(data).digest()), "others are stored"
    assert not door.put_blob(blob, data), "something is there"
    assert door.put_blob(blob, data, instead_of=sha256(damaged).digest())
    assert door.blob(blob) == data
    assert not door.put_blob(blob, data, instead_of=sha256(damaged).digest())
    assert door.storage().blobs == len(data)


@pytest.mark.parametrize(
    "spoil", [Path.unlink, lambda path: path.write_bytes(b"cut"), lambda path: path.write_bytes(b"")]
)
def test_what_the_hub_lost_is_missing_and_can_be_put_again(
    hub: RunningHub, door: HttpHub, person: Person, spoil: Callable[[Path], object]
) -> None:
    blob, data = person.blob(urandom(9_000))
    door.put_blob(blob, data)
    spoil(objects(hub)[0])
    assert door.keep_blobs([blob]) == [blob]
    with pytest.raises(Conflict, match="missing_blobs"):
        door.push(person.batch(person.first, needs=(blob,)))
    assert door.blob(blob) in {None, b"cut", b""}
    assert door.put_blob(blob, data)
    assert door.blob(blob) == data
    assert door.storage().blobs == len(data)


def test_an_account_sees_nothing_of_anothers_blobs(
    hub: RunningHub, door: HttpHub, person: Person, bert: Person
) -> None:
    blob, data = person.blob(b"a photo")
    door.put_blob(blob, data)
    with HttpHub(hub.url, token=bert.first.token) as berts:
        assert berts.blob(blob) is None
        assert berts.keep_blobs([blob]) == [blob]
        assert berts.delete_blobs([blob], seen=bert.seen, now=True) == 0
        assert berts.storage().blobs == 0
    with hub.raw(**headers(bert)) as client:
        answer = client.put(f"/v1/blobs/{blob.hex()}", content=data)
        assert (answer.status_code, said(answer)["code"]) == (400, "malformed")
    assert door.blob(blob) == data


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _data: b"",
        lambda data: data[:71],
        lambda data: b"X" + data[1:],
        lambda data: data[:4] + b"\1" + data[5:],
        lambda data: data[:7] + bytes(16) + data[23:],
        lambda data: data[:28] + bytes(16) + data[44:],
    ],
    ids=["empty", "too short", "no object", "a batch", "another account's", "another blob's"],
)
def test_what_is_not_that_blob_is_refused_and_nothing_of_it_stays(
    hub: RunningHub, door: HttpHub, person: Person, spoil: Callable[[bytes], bytes]
) -> None:
    blob, data = person.blob(urandom(5_000))
    with hub.raw(**headers(person)) as client:
        answer = client.put(f"/v1/blobs/{blob.hex()}", content=spoil(data))
        assert (answer.status_code, said(answer)["code"]) == (400, "malformed")
    assert door.blob(blob) is None
    assert door.storage().blobs == 0
    assert objects(hub) == []


def test_a_blob_of_a_newer_format_is_told_apart_from_nonsense(hub: RunningHub, person: Person) -> None:
    blob, data = person.blob(b"a photo")
    with hub.raw(**headers(person)) as client:
        answer = client.put(f"/v1/blobs/{blob.hex()}", content=data[:5] + b"\x09" + data[6:])
    assert (answer.status_code, said(answer)["code"]) == (426, "hub.version")


def test_a_length_has_to_be_said_and_to_be_possible(hub: RunningHub, person: Person) -> None:
    blob, data = person.blob(b"a photo")
    with hub.raw(**headers(person)) as client:
        silent = client.put(f"/v1/blobs/{blob.hex()}", content=iter([data]))
        assert (silent.status_code, said(silent)["code"]) == (411, "malformed")
        large = client.put(f"/v1/blobs/{blob.hex()}", content=bytes(limits.BLOB_SEALED + 1))
        assert (large.status_code, said(large)["code"]) == (413, "item.too_large")


@pytest.mark.parametrize("name", ["", "00", "../../hub.db", "Z" * 32, "a" * 33, "%2e%2e"])
def test_only_ids_name_blobs(hub: RunningHub, person: Person, name: str) -> None:
    with hub.raw(**headers(person)) as client:
        for answer in (client.get(f"/v1/blobs/{name}"), client.put(f"/v1/blobs/{name}", content=bytes(100))):
            assert answer.status_code in {400, 404, 405}


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("keep", {"ids": ["AAAA"]}),
        ("keep", {"ids": ["A" * 22 + "=="] * (limits.KEPT_AT_ONCE + 1)}),
        ("keep", {}),
        ("delete", {"ids": []}),
        ("delete", {"ids": [], "seen": ["AAAA"]}),
    ],
)
def test_lists_without_sense_are_refused(hub: RunningHub, person: Person, path: str, asked: object) -> None:
    with hub.raw(**headers(person)) as client:
        answer = client.post(f"/v1/blobs/{path}", json=asked)
    assert answer.status_code in {400, 413}


def test_only_members_get_anything(hub: RunningHub, person: Person) -> None:
    path = f"/v1/blobs/{NOBODYS.hex()}"
    with hub.raw() as client:
        answers = [
            client.get(path),
            client.put(path, content=bytes(100)),
            client.post("/v1/blobs/keep", json={"ids": []}),
            client.post("/v1/blobs/delete", json={"ids": [], "seen": ["", 0, ""]}),
            client.get("/v1/storage"),
        ]
    assert [answer.status_code for answer in answers] == [401] * 5


def test_a_device_that_was_shut_out_in_between_stores_nothing(hub: RunningHub, door: HttpHub, person: Person) -> None:
    before = used(hub)
    blob, data = person.blob(urandom(5_000))
    with upload(hub, person, blob, data, sent=3_000) as line:
        door.end_device(person.first.keys.device)
        line.sendall(data[3_000:])
        assert line.recv(4000).startswith(b"HTTP/1.1 401")
    assert used(hub) == before
    with opened(DataFolder.found(hub.settings.data)) as database, database.reading() as books:
        assert books.blobs.count() == 0


def test_the_log_names_blobs_by_nothing(
    hub: RunningHub, door: HttpHub, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="owntexts.hub")
    blob, data = person.blob(b"a photo")
    door.put_blob(blob, data)
    door.blob(blob)
    assert "PUT /v1/blobs/{blob} 201" in caplog.text
    assert "GET /v1/blobs/{blob} 200" in caplog.text
    assert blob.hex() not in caplog.text


def test_too_many_at_once_are_sent_away_and_other_requests_are_not(
    hub: RunningHub, door: HttpHub, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfers, "MOST_AN_ACCOUNT", 1)
    (one, first), (other, second) = person.blob(urandom(5_000)), person.blob(urandom(5_000))
    with hub.raw(**headers(person)) as client, upload(hub, person, one, first, sent=100) as line:
        answer = client.put(f"/v1/blobs/{other.hex()}", content=second)
        assert (answer.status_code, said(answer)["code"]) == (503, "hub.busy")
        assert door.head()
        line.sendall(first[100:])
        assert line.recv(4000).startswith(b"HTTP/1.1 201")
    assert door.put_blob(other, second)
    assert door.blob(one) == first
    assert door.blob(other) == second


def test_who_does_not_take_what_was_asked_for_is_let_go(
    hub: RunningHub, door: HttpHub, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("owntexts.hub.patience.STUCK_S", 0.2)
    blob, data = person.blob(urandom(limits.BLOB_PLAIN))
    door.put_blob(blob, data)
    transferring = hub.server._server._app._transfers._of_account
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(WAIT_S)
        line.connect((hub.ready.serving.host, hub.ready.serving.port))
        line.sendall(head("GET", f"/v1/blobs/{blob.hex()}", person.first))
        wait_until(lambda: bool(transferring))
        wait_until(lambda: not transferring)
