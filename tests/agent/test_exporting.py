"""The export: one line a message, whole or not at all."""

import io
import json
import os
import threading
from pathlib import Path

import pytest

from owntexts.agent.exporting import export_jsonl, write_jsonl
from owntexts.agent.home import Home
from owntexts.errors import OwntextsError

KEYS = [
    "id", "kind", "conversation", "service", "direction", "sender", "at", "delivered_at", "read_at", "subject", "text",
    "parts", "effect", "reply_to", "reactions", "edits", "event", "deleted_at",
]  # fmt: skip


def test_each_line_has_exactly_the_keys_of_the_contract_in_its_order(filled_home: Home) -> None:
    out = io.BytesIO()
    number = write_jsonl(filled_home, out)
    lines = out.getvalue().decode("utf-8").split("\n")
    assert lines.pop() == ""
    assert len(lines) == number > 0
    for line in lines:
        assert list(json.loads(line)) == KEYS
        assert json.dumps(json.loads(line), ensure_ascii=False, separators=(",", ":")) == line


def test_lines_are_sorted_by_time_and_id_with_unknown_times_last(filled_home: Home) -> None:
    out = io.BytesIO()
    write_jsonl(filled_home, out)
    messages = map(json.loads, out.getvalue().splitlines())
    order = [(said["at"] is None, said["at"] or "", said["id"]) for said in messages]
    assert order == sorted(order)


def test_the_file_and_the_stream_are_the_same_bytes(filled_home: Home, tmp_path: Path) -> None:
    out = io.BytesIO()
    write_jsonl(filled_home, out)
    written = export_jsonl(filled_home, tmp_path / "out.jsonl")
    assert Path(written.file).read_bytes() == out.getvalue()
    assert written.messages == len(out.getvalue().splitlines())


def test_an_export_that_fails_leaves_the_old_file_and_no_draft(filled_home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    (folder / "out.jsonl").mkdir(parents=True)
    with pytest.raises(OwntextsError) as told:
        export_jsonl(filled_home, folder / "out.jsonl")
    assert told.value.finding.fixes
    assert [path.name for path in folder.iterdir()] == ["out.jsonl"]


def test_a_folder_that_is_not_there_is_named(filled_home: Home, tmp_path: Path) -> None:
    with pytest.raises(OwntextsError) as told:
        export_jsonl(filled_home, tmp_path / "absent" / "out.jsonl")
    assert told.value.finding.evidence[0].value == str(tmp_path / "absent" / "out.jsonl")


def test_a_pipe_is_written_to_and_stays_a_pipe(filled_home: Home, tmp_path: Path) -> None:
    """Not replaced by a file of its name: as root that would take a device away from the whole machine."""
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    export_jsonl(filled_home, pipe)
    reader.join(30)
    assert pipe.is_fifo()
    assert read == [written(filled_home)]


def test_a_link_goes_on_pointing_to_what_was_written(filled_home: Home, tmp_path: Path) -> None:
    link, file = tmp_path / "link.jsonl", tmp_path / "file.jsonl"
    link.symlink_to(file)
    export_jsonl(filled_home, link)
    assert link.is_symlink()
    assert file.read_bytes() == written(filled_home)


def written(home: Home) -> bytes:
    out = io.BytesIO()
    write_jsonl(home, out)
    return out.getvalue()
