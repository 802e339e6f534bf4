"""Every sample file of these kinds reads with the counts that were taken from it by other means."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from owntexts.model.observations import Context, Problem, Row
from owntexts.model.records import (
    ATTACHMENT,
    CALL,
    IN,
    MISSING,
    PRESENT,
    TEXT,
    UNREADABLE,
    VOICEMAIL,
    Part,
    Sighting,
    Thread,
)
from owntexts.sources.base import Options, SourceKind
from owntexts.sources.registry import recognize

PASSWORD = "correct horse battery staple"
KINDS = {
    "adb": "adb",
    "aosp": "android-backup",
    "fossify": "fossify",
    "gvoice": "google-voice",
    "quik": "quik",
    "smsbr": "sms-backup-restore",
    "smsie": "sms-import-export",
    "termux": "termux",
}
OTHERS = {"chatty", "kdeconnect", "smsbackupplus", "whatsapp"}
"""Samples of what is no source here; the card beside those of KDE Connect is read with the contacts."""

BOXES = {3: "draft", 4: "outbox", 5: "failed", 6: "queued"}
PLACEHOLDERS = ("MMS Received", "MMS Sent")
NOT_MESSAGES = "termux/invented-termux-"
OPTIONS = Options(secret=PASSWORD, timezone="UTC")


class ReadNothing:
    def has(self, row: int, digest: int) -> bool:
        return False


@dataclass
class Said:
    """What a reader said of a file."""

    messages: list[Sighting] = field(default_factory=list)
    calls: list[Sighting] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    places: list[str] = field(default_factory=list)


def said(kind: SourceKind, path: Path) -> Said:
    told = Said()
    with kind.open(path, OPTIONS) as source:
        for one in source.read(ReadNothing()):
            if isinstance(one, Row):
                told.places += [file.place for file in one.files]
                for record in one.records:
                    if isinstance(record, Sighting):
                        (told.calls if record.kind in {CALL, VOICEMAIL} else told.messages).append(record)
            elif isinstance(one, Context):
                told.threads += [record for record in one.records if isinstance(record, Thread)]
            elif isinstance(one, Problem):
                told.problems.append(one)
    return told


def files_of(sighting: Sighting) -> Iterator[Part]:
    for part in sighting.parts if isinstance(sighting.parts, tuple) else ():
        if isinstance(part, Part) and part.kind == ATTACHMENT:
            yield part


def text_of(sighting: Sighting) -> str:
    parts = sighting.parts if isinstance(sighting.parts, tuple) else ()
    texts = (part if isinstance(part, str) else part.text if part.kind == TEXT else None for part in parts)
    return "\n".join(text for text in texts if text)


def way(sighting: Sighting) -> str:
    box = (sighting.extra or {}).get("box")
    return BOXES.get(int(box), "other") if box else "in" if sighting.direction == IN else "out"


def is_mms(sighting: Sighting, page: dict[str, Any]) -> bool:
    if sighting.service == "Voice":
        return bool(list(files_of(sighting))) or bool(page.get("group"))
    return sighting.service != "SMS"


def cases(shared: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    told = json.loads((shared / "android" / "expected.json").read_text("utf-8"))
    for name, facts in told["files"].items():
        if name.partition("/")[0] in KINDS and not (name.startswith(NOT_MESSAGES) and "sms-list" not in name):
            yield name, facts


def test_the_table_is_whole(shared_fixtures: Path) -> None:
    folder = shared_fixtures / "android"
    there = {path.relative_to(folder).as_posix() for path in folder.glob("*/**/*") if path.is_file()}
    assert {name.partition("/")[0] for name in there} == KINDS.keys() | OTHERS
    left = {name for name in there - {name for name, _ in cases(shared_fixtures)} if name.partition("/")[0] in KINDS}
    assert all(name.startswith(NOT_MESSAGES) for name in left), left
    assert len(left) == 3


def test_every_file_reads_with_its_counts(shared_fixtures: Path) -> None:
    for name, facts in cases(shared_fixtures):
        path = shared_fixtures / "android" / name
        found = recognize(path)
        assert found.kind.kind == KINDS[name.partition("/")[0]], name
        told = said(found.kind, path)
        ways = Counter(f"{'mms' if is_mms(one, facts) else 'sms'}_{way(one)}" for one in told.messages)
        assert ways == Counter(facts["by_kind_and_direction"]), name
        assert len(told.calls) == facts["calls"], name
        unreadable = sum(problem.unreadable for problem in told.problems)
        assert unreadable == facts["unusable_records"] + facts.get("records_cut_short", 0), name
        assert all(problem.where and problem.reason for problem in told.problems), name
        _has_its_times(told, facts, name)
        _has_its_files(told, facts, name)
        _has_its_samples(told, facts, name)


def _has_its_times(told: Said, facts: dict[str, Any], name: str) -> None:
    for sightings, of in ((told.messages, ""), (told.calls, "call_")):
        times = [one.at for one in sightings if one.at is not None]
        assert min(times, default=None) == facts[f"first_{of}ts_ms"], name
        assert max(times, default=None) == facts[f"last_{of}ts_ms"], name


def _has_its_files(told: Said, facts: dict[str, Any], name: str) -> None:
    files = [part.attachment for one in (*told.messages, *told.calls) for part in files_of(one)]
    origins = Counter(file.origin for file in files if file)
    assert origins[PRESENT] == facts["attachments"], name
    assert origins[UNREADABLE] == facts["attachments_undecodable"], name
    assert origins[MISSING] == facts["attachments_missing"], name
    assert sum(file.size or 0 for file in files if file) == facts["attachments_total_bytes"], name


def _has_its_samples(told: Said, facts: dict[str, Any], name: str) -> None:
    known = Counter((one.at, way(one), sha256(text_of(one).encode()).hexdigest()) for one in told.messages)
    empty = {sha256(word.encode()).hexdigest(): sha256(b"").hexdigest() for word in PLACEHOLDERS}
    for sample in facts["samples"]:
        wanted = empty.get(sample["body_sha256"], sample["body_sha256"])
        assert known[sample["ts_ms"], sample["direction"], wanted], f"{name}: {sample}"


def test_the_bytes_of_every_attachment_are_those_that_were_counted(shared_fixtures: Path) -> None:
    seen = 0
    for name, facts in cases(shared_fixtures):
        path = shared_fixtures / "android" / name
        kind = recognize(path).kind
        if not facts["attachments"] or kind.files is None:
            continue
        places = said(kind, path).places
        with kind.files(path, OPTIONS) as files:
            digests = [sha256(one.stream.read()).hexdigest() for one in files.contents(places) if one.stream]
        assert set(digests) == set(facts["attachment_sha256"]), name
        assert len(digests) == facts["attachments"], name
        seen += len(digests)
    assert seen > 10


def test_rcs_rows_are_known_by_their_ids(shared_fixtures: Path) -> None:
    path = shared_fixtures / "android" / "smsbr" / "devadvance-sms_and_mms.xml"
    facts = dict(cases(shared_fixtures))["smsbr/devadvance-sms_and_mms.xml"]
    told = said(recognize(path).kind, path)
    rcs = [one for one in told.messages if one.service == "RCS"]
    assert len(rcs) == facts["rcs_rows"]
    assert all(isinstance(one.native, str) and len(one.native) == 24 for one in rcs)
    (group,) = {thread.key for thread in told.threads if thread.key.startswith("group:")}
    assert {thread.name is not None for thread in told.threads if thread.key == group} == {True}
    assert all("rcs.google.com" not in member for thread in told.threads for member in thread.members or ())


def test_a_takeout_is_the_sum_of_its_pages(shared_fixtures: Path) -> None:
    facts = json.loads((shared_fixtures / "android" / "expected.json").read_text("utf-8"))["sets"]["gvoice/moshekaplan"]
    told = said(recognize(folder := shared_fixtures / "android" / "gvoice" / "moshekaplan").kind, folder)
    assert (len(told.messages), len(told.calls)) == (facts["messages"], facts["calls"])
    assert len({one.native for one in told.messages}) == facts["messages"] - facts["messages_that_repeat_exactly"]


@pytest.mark.parametrize("name", ["battery-status", "wifi-connectioninfo", "wifi-none"])
def test_what_else_termux_says_is_no_source(shared_fixtures: Path, name: str) -> None:
    path = shared_fixtures / "android" / "termux" / f"invented-termux-{name}.json"
    with pytest.raises(Exception, match="no source of messages"):
        recognize(path)
