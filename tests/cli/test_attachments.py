"""Attachments, room and Recently Deleted at the command line, on two devices and a real hub."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Device, started

from owntexts.testing.apple import build_chat_db
from owntexts.testing.apple.attachments import write_attachments


class Pair:
    """A laptop with a store and its files, a desktop, and what the laptop's files are."""

    def __init__(self, laptop: Device, desktop: Device, files: dict[str, Path], hub: dict[str, Any]) -> None:
        self.laptop = laptop
        self.desktop = desktop
        self.files = files
        self.hub = hub

    def video(self) -> dict[str, Any]:
        found: dict[str, Any] = self.laptop.ok("storage")["largest"][0]
        return found


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("attachments")
    store = folder / "store" / "chat.db"
    store.parent.mkdir()
    build_chat_db(store, messages=1_000)
    files = write_attachments(store, sizes=[11 << 20])
    laptop, desktop = Device(folder / "laptop"), Device(folder / "desktop")
    data = folder / "hub"
    with started("hub", "serve", "--data", str(data), "--listen", "127.0.0.1:0", home=folder / "op") as hub:
        laptop.ok("source", "add", str(store))
        laptop.ok("import")
        laptop.ok("account", "create", "--hub", hub["address"], "--name", "ada", "--device", "laptop")
        laptop.ok("sync")
        desktop.ok("account", "join", "--hub", hub["address"], "--name", "ada", "--device", "desktop")
        desktop.ok("sync")
        yield Pair(laptop, desktop, files, {"data": str(data)} | hub)


def test_both_devices_have_all_files_and_say_the_same(pair: Pair, tmp_path: Path) -> None:
    for device, name in ((pair.laptop, "laptop"), (pair.desktop, "desktop")):
        status = device.ok("status")
        assert (status["state"], status["attachments"]) == ("up_to_date", {"waiting": 0, "bytes": 0})
        device.ok("export", "jsonl", str(tmp_path / f"{name}.jsonl"), "--attachments", str(tmp_path / name))
    assert (tmp_path / "laptop.jsonl").read_bytes() == (tmp_path / "desktop.jsonl").read_bytes()
    wanted = {sha256(path.read_bytes()).hexdigest() for path in pair.files.values()}
    for name in ("laptop", "desktop"):
        written = {path.name.partition(".")[0]: path for path in (tmp_path / name).iterdir() if path.suffix != ".jsonl"}
        assert written.keys() == wanted
        assert all(sha256(path.read_bytes()).hexdigest() == digest for digest, path in written.items())
    lines = [json.loads(line) for line in (tmp_path / "desktop" / "attachments.jsonl").read_text().splitlines()]
    assert {line["content"] for line in lines} == wanted
    said = {
        part["attachment"]["content"]
        for line in (tmp_path / "desktop.jsonl").read_text().splitlines()
        for part in json.loads(line)["parts"]
        if part["attachment"]
    }
    assert said - {None} <= wanted, "stickers on messages are files that no part shows"
    assert len(said) > len(wanted) // 2


def test_an_attachment_is_written_whole_under_a_safe_name(pair: Pair, tmp_path: Path) -> None:
    video = pair.video()
    got = pair.desktop.ok("attachment", "get", video["attachment"], str(tmp_path / "out.bin"))
    written = (tmp_path / "out.bin").read_bytes()
    assert sha256(written).hexdigest() == got["content"]
    assert (got["name"], got["bytes"], got["decision"]) == (video["name"], len(written), {"run": True, "findings": []})
    again = pair.laptop.ok("attachment", "get", video["attachment"][:8], str(tmp_path))
    assert Path(again["file"]) == tmp_path / video["name"]
    assert (tmp_path / video["name"]).read_bytes() == written


@pytest.mark.parametrize("said", ["00000000", "nonsense", "", "0" * 32])
def test_an_attachment_that_is_none_is_named(pair: Pair, tmp_path: Path, said: str) -> None:
    code, answer = pair.laptop.said("attachment", "get", said, str(tmp_path / "x"))
    assert (code, answer["error"]["code"]) == (1, "usage.not_found")
    assert not (tmp_path / "x").exists()


def test_one_whose_bytes_are_nowhere_says_why(pair: Pair, tmp_path: Path) -> None:
    for origin in ("only_in_icloud", "missing"):
        attachment = one_with(pair.laptop, origin)
        code, answer = pair.laptop.said("attachment", "get", attachment, str(tmp_path / "x"))
        assert (code, answer["error"]["code"]) == (1, "usage.not_found")
        assert origin in {evidence["value"] for evidence in answer["error"]["evidence"]}
        assert answer["error"]["fixes"]


def one_with(device: Device, origin: str) -> str:
    for row in device.ok("conversations"):
        for message in device.ok("messages", row["id"]):
            for part in message["parts"]:
                if part["attachment"] and part["attachment"]["origin"] == origin:
                    return str(part["attachment"]["id"])
    raise AssertionError(f"no attachment is {origin}")


def test_what_is_only_on_the_hub_is_held_by_what_holds_attachments(pair: Pair, tmp_path: Path) -> None:
    late = Device(tmp_path / "late")
    late.ok("account", "join", "--hub", pair.hub["address"], "--name", "ada", "--device", "late")
    late.ok("settings", "set", "attachments.keep", "previews")
    late.ok("sync")
    assert late.ok("storage")["local"]["originals"] == 0
    video = pair.video()["attachment"]
    (late.home / "readings.json").write_text('{"network.kind": "none"}')
    code, answer = late.said("attachment", "get", video, str(tmp_path / "x"))
    assert (code, answer["file"], answer["decision"]["run"]) == (3, None, False)
    assert answer["decision"]["findings"] == ["network.none"]
    assert not (tmp_path / "x").exists()
    (late.home / "readings.json").unlink()
    late.ok("pause")
    assert late.said("attachment", "get", video, str(tmp_path / "x"))[0] == 3
    got = late.ok("attachment", "get", video, str(tmp_path / "x"), "--now")
    assert sha256((tmp_path / "x").read_bytes()).hexdigest() == got["content"]
    late.ok("resume")
    late.ok("attachment", "get", video, str(tmp_path / "y"))


def test_storage_tells_what_takes_room(pair: Pair) -> None:
    found = pair.laptop.ok("storage")
    assert list(found) == ["quota", "used", "by", "conversations", "largest", "local"]
    assert list(found["by"]) == ["texts", "photos", "videos", "audio", "other"]
    assert found["used"] == pytest.approx(sum(found["by"].values()), rel=0.01)
    assert 0 < found["used"] < found["quota"]
    assert found["largest"][0]["bytes"] == 11 << 20
    sizes = [item["bytes"] for item in found["largest"]]
    assert sizes == sorted(sizes, reverse=True)
    rooms = [room["bytes"] for room in found["conversations"]]
    assert rooms == sorted(rooms, reverse=True)
    assert found["local"]["originals"] == 0
    assert found["local"]["at_sources"] > 11 << 20
    assert pair.desktop.ok("storage")["local"]["originals"] > 11 << 20
    assert pair.desktop.ok("storage")["by"] == found["by"]


def test_storage_tells_of_the_files_here_before_there_is_an_account(pair: Pair, tmp_path: Path) -> None:
    alone = Device(tmp_path / "alone")
    alone.ok("source", "add", str(pair.laptop.ok("source", "list")[0]["path"]))
    alone.ok("import")
    found, shared = alone.ok("storage"), pair.laptop.ok("storage")
    assert (found["quota"], found["used"], found["by"]["texts"]) == (None, None, None)
    assert found["by"]["videos"] + found["by"]["photos"] + found["by"]["audio"] + found["by"]["other"] > 11 << 20
    assert found["local"] | {"replica": 0} == {
        "replica": 0,
        "originals": 0,
        "previews": 0,
        "at_sources": sum(found["by"][kind] for kind in ("photos", "videos", "audio", "other")),
    }
    assert found["largest"][0]["bytes"] == 11 << 20
    assert found["local"]["at_sources"] == sum(path.stat().st_size for path in pair.files.values())
    assert {room["id"] for room in found["conversations"]} >= {room["id"] for room in shared["conversations"]}


def test_the_review_names_what_is_large_and_what_is_there_twice(pair: Pair) -> None:
    rows = pair.laptop.ok("storage", "review")
    assert {"large", "duplicate"} <= {row["why"] for row in rows}
    assert rows[0] == {"id": pair.video()["id"], "why": "large", "bytes": rows[0]["bytes"]}
    assert len({row["id"] for row in rows}) == len(rows)


def test_verify_finds_what_the_hub_lost_and_what_the_cache_has_wrong(pair: Pair) -> None:
    assert pair.desktop.ok("verify", "--attachments", "--sources")["agree"]
    assert pair.laptop.ok("verify", "--attachments", "--sources")["agree"]
    path = max((pair.desktop.home / "cache").rglob("*"), key=lambda path: path.is_file() and path.stat().st_size)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    code, answer = pair.desktop.said("verify", "--attachments")
    assert (code, answer["agree"], answer["differences"][0]["code"]) == (5, False, "integrity.blob")
    assert pair.video()["name"] in {evidence["value"] for evidence in answer["differences"][0]["evidence"]}
    pair.desktop.ok("sync")
    assert pair.desktop.ok("verify", "--attachments")["agree"]


def test_verify_names_what_a_source_has_and_the_copy_lacks(pair: Pair, tmp_path: Path) -> None:
    store, device = tmp_path / "chat.db", Device(tmp_path / "alone")
    build_chat_db(store, messages=300)
    device.ok("source", "add", str(store))
    code, answer = device.said("verify", "--sources")
    assert (code, answer["agree"]) == (5, False)
    (finding,) = answer["differences"]
    assert finding["evidence"][0]["value"] == 300
    assert finding["fixes"][0]["command"] == "owntexts import 1"
    device.ok("import")
    assert device.ok("verify", "--sources")["agree"]


def test_deleting_taking_back_and_purging_on_both_devices(pair: Pair, tmp_path: Path) -> None:
    video = pair.video()
    used = pair.laptop.ok("storage")["used"]
    assert pair.laptop.ok("delete", video["id"]) == {"messages": 1}
    (listed,) = [row for row in pair.laptop.ok("deleted") if row["id"] == video["id"]]
    assert list(listed)[-2:] == ["deleted_at", "purge_at"]
    assert listed["purge_at"] > listed["deleted_at"]
    pair.laptop.ok("sync")
    pair.desktop.ok("sync")
    assert video["id"] in {row["id"] for row in pair.desktop.ok("deleted")}
    assert pair.desktop.ok("recover", video["id"][:10]) == {"messages": 1}
    code, answer = pair.desktop.said("purge", video["id"])
    assert (code, answer["error"]["code"]) == (1, "usage.not_found")
    pair.desktop.ok("delete", video["id"])
    gone = pair.desktop.ok("purge", video["id"])
    assert gone["messages"] == 1
    assert 11 << 20 <= gone["bytes_freed"] <= 12 << 20
    assert used - pair.laptop.ok("storage")["used"] == pytest.approx(gone["bytes_freed"], abs=20_000)
    pair.laptop.ok("sync")
    for device in (pair.laptop, pair.desktop):
        assert video["id"] not in {row["id"] for row in device.ok("deleted")}
        assert device.ok("verify", "--attachments")["agree"]
    assert pair.laptop.ok("import")["added"] == 0
    assert pair.laptop.ok("storage")["largest"][0]["bytes"] < 1 << 20


@pytest.mark.parametrize("words", [("delete",), ("purge",), ("recover",), ("purge", "--all", "0" * 32)])
def test_nothing_is_deleted_by_a_word_too_few_or_too_many(pair: Pair, words: tuple[str, ...]) -> None:
    code, answer = pair.laptop.said(*words)
    assert (code, answer["error"]["code"]) == (2, "usage.wrong")


def test_a_conversation_is_deleted_and_purged_whole(tmp_path: Path) -> None:
    store, device = tmp_path / "chat.db", Device(tmp_path / "alone")
    build_chat_db(store, messages=300)
    device.ok("source", "add", str(store))
    device.ok("import")
    row = device.ok("conversations")[0]
    done = device.ok("delete", "--conversation", row["id"])
    assert done["messages"] >= row["messages"]
    assert row["id"] not in {each["id"] for each in device.ok("conversations")}
    gone = device.ok("purge", "--all")
    assert gone["messages"] >= done["messages"]
    assert gone["bytes_freed"] == 0
    assert device.ok("deleted") == []
    assert device.ok("import")["added"] == 0
    assert device.ok("verify")["agree"]


def test_files_that_lie_elsewhere_are_found_once_their_folder_is_named(tmp_path: Path) -> None:
    store, device = tmp_path / "store" / "chat.db", Device(tmp_path / "alone")
    store.parent.mkdir()
    build_chat_db(store, messages=600)
    wanted = {sha256(path.read_bytes()).hexdigest() for path in write_attachments(store).values()}
    (tmp_path / "store" / "Attachments").rename(tmp_path / "Elsewhere")
    device.ok("source", "add", str(store))
    device.ok("import")
    assert (
        device.ok("export", "jsonl", str(tmp_path / "x"), "--attachments", str(tmp_path / "a"))["attachments"]["files"]
        == 0
    )
    code, answer = device.said("source", "set", "1", "attachments", str(tmp_path / "nowhere"))
    assert (code, answer["error"]["code"]) == (2, "usage.wrong")
    device.ok("source", "set", "1", "attachments", str(tmp_path / "Elsewhere"))
    device.ok("export", "jsonl", str(tmp_path / "x"), "--attachments", str(tmp_path / "b"))
    written = {path.name.partition(".")[0] for path in (tmp_path / "b").iterdir() if path.suffix != ".jsonl"}
    assert written == wanted
