import threading

import msgspec
import pytest
from tests.transport.conftest import Server, Told, told_json

from owntexts.errors import AccountRefused, HubFailed
from owntexts.transport.http import BLOB_ANSWER, HttpHub
from owntexts.wire import limits
from owntexts.wire.hub import ChangeToken, HistoryChanged, Storage

TOKEN = bytes(range(32))
BLOB = b"b" * 16
PATH = f"/v1/blobs/{'62' * 16}"
POSITION = ChangeToken(b"i" * 16, 7, b"h" * 32)


def test_the_bytes_of_a_blob_travel_as_they_are(server: Server) -> None:
    server.answers = [Told(201), Told(200, b"\x00sealed\xff")]
    with HttpHub(server.url, token=TOKEN) as hub:
        assert hub.put_blob(BLOB, b"\x00sealed\xff")
        assert hub.blob(BLOB) == b"\x00sealed\xff"
    put, got = server.asked
    assert (put.method, put.path, put.body) == ("PUT", PATH, b"\x00sealed\xff")
    assert put.headers["Content-Length"] == "8"
    assert put.headers["Authorization"] == f"Bearer {TOKEN.hex()}"
    assert "Owntexts-Instead-Of" not in put.headers
    assert (got.method, got.path) == ("GET", PATH)


def test_what_was_there_before_is_told(server: Server) -> None:
    server.answers = [Told(200)]
    with HttpHub(server.url, token=TOKEN) as hub:
        assert not hub.put_blob(BLOB, b"sealed")


def test_damaged_bytes_are_named_by_their_digest_and_others_stay(server: Server) -> None:
    server.answers = [told_json({"code": "other_bytes"}, 412)]
    with HttpHub(server.url, token=TOKEN) as hub:
        assert not hub.put_blob(BLOB, b"sealed", instead_of=b"d" * 32)
    assert server.asked[0].headers["Owntexts-Instead-Of"] == "64" * 32


def test_a_blob_is_put_once_more_where_the_connection_broke(server: Server) -> None:
    server.answers = [Told(cut=True), Told(201)]
    with HttpHub(server.url, token=TOKEN) as hub:
        assert hub.put_blob(BLOB, b"sealed")
    assert [asked.body for asked in server.asked] == [b"sealed", b"sealed"]


def test_it_is_put_twice_at_most(server: Server) -> None:
    server.answers = [Told(cut=True)]
    with HttpHub(server.url, token=TOKEN) as hub, pytest.raises(HubFailed) as failed:
        hub.put_blob(BLOB, b"sealed")
    assert failed.value.code == "hub.unreachable"
    assert len(server.asked) == 2


def test_a_full_account_holds_attachments_only_and_says_how_full_it_is(server: Server) -> None:
    server.answers = [told_json({"code": "storage.hub_full", "title": "", "used": 90, "quota": 100}, 507)]
    with HttpHub(server.url, token=TOKEN) as hub, pytest.raises(HubFailed) as full:
        hub.put_blob(BLOB, b"sealed")
    finding = full.value.finding
    assert (finding.code, finding.blocks) == ("storage.hub_full", ("attachments",))
    room = finding.evidence[0]
    assert (room.name, room.value, room.limit, room.origin) == ("storage.hub_used_bytes", 90, 100, "hub")
    assert finding.fixes


def test_a_full_disk_of_the_hub_holds_attachments_too(server: Server) -> None:
    server.answers = [told_json({"code": "storage.hub_full", "title": "The hub's disk is full"}, 507)]
    with HttpHub(server.url, token=TOKEN) as hub, pytest.raises(HubFailed) as full:
        hub.put_blob(BLOB, b"sealed")
    assert full.value.finding.blocks == ("attachments",)
    assert "disk is full" in str(full.value.finding.evidence)


def test_what_holds_a_text_is_not_said_to_hold_attachments_only(server: Server) -> None:
    server.answers = [told_json({"code": "storage.hub_full"}, 507)]
    with HttpHub(server.url, token=TOKEN) as hub, pytest.raises(HubFailed) as full:
        hub.push(b"sealed")
    assert full.value.finding.blocks == ()


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [(400, "malformed", HubFailed), (401, "account.signed_out", AccountRefused), (503, "hub.busy", HubFailed)],
)
def test_any_other_no_is_an_error(server: Server, status: int, code: str, kind: type[Exception]) -> None:
    server.answers = [told_json({"code": code}, status)]
    with HttpHub(server.url, token=TOKEN) as hub:
        for ask in (lambda: hub.put_blob(BLOB, b"sealed"), lambda: hub.blob(BLOB), lambda: hub.keep_blobs([BLOB])):
            with pytest.raises(kind):
                ask()


def test_a_blob_that_the_hub_does_not_have_is_none(server: Server) -> None:
    server.answers = [told_json({"code": "not_found"}, 404)]
    with HttpHub(server.url, token=TOKEN) as hub:
        assert hub.blob(BLOB) is None


@pytest.mark.parametrize("answer", [Told(404, b"<html>Nothing here</html>"), Told(412, b"\xff\xfe")])
def test_only_a_hub_can_say_that_there_is_none(server: Server, answer: Told) -> None:
    server.answers = [answer]
    with HttpHub(server.url, token=TOKEN) as hub, pytest.raises(HubFailed, match="Something else"):
        hub.blob(BLOB)


def test_a_blob_that_has_grown_is_given_as_it_came_and_one_without_end_is_cut_off(server: Server) -> None:
    server.answers = [Told(200, bytes(limits.BLOB_SEALED + 1)), Told(200, bytes(BLOB_ANSWER + 1))]
    with HttpHub(server.url, token=TOKEN) as hub:
        assert hub.blob(BLOB) == bytes(limits.BLOB_SEALED + 1)
        with pytest.raises(HubFailed) as failed:
            hub.blob(BLOB)
    assert failed.value.code == "hub.refused"


def test_ids_travel_in_a_list_and_so_do_those_that_are_missing(server: Server) -> None:
    server.answers = [told_json({"missing": [BLOB]})]
    with HttpHub(server.url, token=TOKEN) as hub:
        assert hub.keep_blobs([BLOB, b"c" * 16]) == [BLOB]
    assert (server.asked[0].method, server.asked[0].path) == ("POST", "/v1/blobs/keep")
    assert msgspec.json.decode(server.asked[0].body) == {
        "ids": ["YmJiYmJiYmJiYmJiYmJiYg==", "Y2NjY2NjY2NjY2NjY2NjYw=="],
    }


def test_deleting_names_what_was_seen_and_tells_what_is_free(server: Server) -> None:
    server.answers = [told_json({"bytes": 70})]
    with HttpHub(server.url, token=TOKEN) as hub:
        assert hub.delete_blobs([BLOB], seen=POSITION, now=True) == 70
    asked = msgspec.json.decode(server.asked[0].body)
    assert asked["now"] is True
    assert msgspec.convert(asked["seen"], ChangeToken) == POSITION


def test_deleting_at_an_older_position_says_what_the_hub_has(server: Server) -> None:
    server.answers = [told_json({"code": "history_changed", "head": POSITION}, 409)]
    with HttpHub(server.url, token=TOKEN) as hub, pytest.raises(HistoryChanged) as changed:
        hub.delete_blobs([BLOB], seen=POSITION, now=False)
    assert changed.value.head == POSITION


def test_deleting_is_never_repeated_by_itself(server: Server) -> None:
    server.answers = [Told(cut=True)]
    with HttpHub(server.url, token=TOKEN) as hub, pytest.raises(HubFailed):
        hub.delete_blobs([BLOB], seen=POSITION, now=False)
    assert len(server.asked) == 1


def test_what_the_account_takes_is_told(server: Server) -> None:
    server.answers = [told_json(Storage(used=9, quota=10, log=4, blobs=5))]
    with HttpHub(server.url, token=TOKEN) as hub:
        assert hub.storage() == Storage(used=9, quota=10, log=4, blobs=5)
    assert server.asked[0].path == "/v1/storage"


def test_several_threads_put_and_get_at_once_over_one_hub(server: Server) -> None:
    server.answers = [Told(200, b"sealed" * 10_000)]
    counted: list[int] = []
    got: list[bytes | None] = []

    def transfer(hub: HttpHub) -> None:
        for _ in range(10):
            hub.put_blob(BLOB, b"sealed" * 10_000)
            got.append(hub.blob(BLOB))

    with HttpHub(server.url, token=TOKEN, counted=counted.append) as hub:
        threads = [threading.Thread(target=transfer, args=(hub,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert got == [b"sealed" * 10_000] * 80
    assert sum(counted) > 2 * 80 * 60_000
