"""One life, however it was exported: imported in any order and overlap, on one device or two, it is one history."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from owntexts.agent import owner
from owntexts.agent.device import Device
from owntexts.agent.syncing import sync_once
from owntexts.model.observations import Row
from owntexts.replica import ingest, sources, verify
from owntexts.sources.base import KnowsItsOwner, Options
from owntexts.sources.registry import recognize
from owntexts.testing.android import backup, fossify, quik, smsbr, smsie, termux
from owntexts.testing.apple import life as apple
from owntexts.testing.devices import device_of, kept
from owntexts.testing.family import Family
from owntexts.testing.iphone import pack
from owntexts.testing.life import Life, Message, life
from owntexts.testing.memory_hub import MemoryHub

ZONE = "America/New_York"
PASSWORD = "correct horse"


def iphone_backup(folder: Path, lived: Life) -> None:
    """An encrypted backup of the iPhone that has this life."""
    store = folder.with_name("sms.db")
    apple.write(store, lived, "ios14")
    pack(store, folder.with_name("backups"), password=PASSWORD).folder.rename(folder)


WHOLE: dict[str, Callable[[Path, Life], None]] = {
    "sms.xml": smsbr.write,
    "messages.zip": smsie.write,
    "fossify.json": fossify.write,
    "chat.db": apple.write,
    "iphone": iphone_backup,
}
"""Formats that have every message."""

PARTLY: dict[str, Callable[[Path, Life], None]] = {
    **WHOLE,
    "sms.zip": smsbr.write_zip,
    "v1.json": smsie.write_v1,
    "backup.ab": backup.write,
    "texts.json": lambda path, lived: termux.write(path, lived, ZONE),
    "old.json": fossify.write_old,
}
"""And such as leave some out."""


class Export(NamedTuple):
    """A copy of a stretch of the life, on one of the devices."""

    format: str
    first: int
    last: int
    device: int


def exports(formats: Sequence[str], messages: int) -> st.SearchStrategy[list[Export]]:
    one = st.builds(
        lambda name, ends, device: Export(name, *sorted(ends), device),
        st.sampled_from(sorted(formats)),
        st.tuples(st.integers(0, messages), st.integers(0, messages)),
        st.integers(0, 1),
    )
    return st.lists(one, min_size=1, max_size=5)


class ReadNothing:
    def has(self, row: int, digest: int) -> bool:
        return False


def add(device: Device, path: Path) -> int:
    """Imports a file as the agent does, whom nobody told the owner's number; gives how many rows it had."""
    kind = recognize(path).kind
    source = sources.add(device.replica, kind.kind, str(path))
    options = Options(own=owner.chosen(device.replica), timezone=ZONE, secret=PASSWORD)
    with kind.open(path, options) as opened:
        if isinstance(opened, KnowsItsOwner):
            owner.seen(device.replica, opened.own_addresses())
        said = list(opened.read(ReadNothing()))
    ingest.ingest(device.replica, source.id, said)
    return sum(isinstance(one, Row) for one in said)


def devices(folder: Path, stack: ExitStack) -> tuple[Device, Device]:
    hub = MemoryHub()
    family = Family(hub.door)
    members = (family.found(), family.join())
    first, second = (
        device_of(member, folder / name, hub.door(member.hub_token)) for name, member in zip("ab", members, strict=True)
    )
    for device in (first, second):
        stack.callback(device.replica.close)
    return first, second


def history(steps: Sequence[Export], lived: Life) -> list[bytes]:
    """What two devices end with that import these files and sync."""
    with TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        both = devices(folder, stack)
        for number, step in enumerate(steps):
            path = folder / str(number) / step.format
            path.parent.mkdir()
            PARTLY[step.format](path, lived.between(step.first, step.last))
            if step.first < step.last and (path.suffix != ".json" or path.read_text("utf-8") not in EMPTY):
                add(both[step.device], path)
        for device in both * 2:
            sync_once(device)
        assert [verify.verify(device.replica) for device in both] == [[], []]
        first, second = map(kept, both)
        assert first == second
        return first


EMPTY = ("[]", '[{"sms": [], "mms": []}]')


def as_lived(one: Message) -> tuple[str, str, int]:
    """What every format keeps of a message."""
    return "out" if one.mine else "in", normalize("NFC", one.text).strip(), len(one.files)


def as_told(line: bytes) -> tuple[str, str, int]:
    told: dict[str, Any] = json.loads(line)
    files = sum(part["kind"] == "attachment" for part in told["parts"])
    return told["direction"], normalize("NFC", told["text"] or "").strip(), files


def is_in(step: Export, place: int, one: Message) -> bool:
    """Whether a copy has a message at all."""
    if not step.first <= place < step.last:
        return False
    if step.format in {"texts.json", "old.json"}:
        return one.service == "SMS"
    return step.format != "backup.ab" or one.service == "SMS" or bool(one.text)


def in_whole_or_in_part(steps: Sequence[Export], lived: Life) -> Counter[tuple[str, str, int]]:
    numbered = enumerate(lived.messages)
    return Counter(as_lived(one) for place, one in numbered if any(is_in(step, place, one) for step in steps))


@st.composite
def copies(draw: st.DrawFn, formats: Sequence[str]) -> tuple[Life, list[Export], list[Export]]:
    """A life, copies of it, and the same copies in another order on the same or other devices."""
    lived = life(messages=draw(st.integers(4, 24)), seed=draw(st.integers(1, 10_000)))
    steps = draw(exports(formats, len(lived.messages)))
    moved = [step._replace(device=draw(st.integers(0, 1))) for step in draw(st.permutations(steps))]
    return lived, steps, moved


def check(case: tuple[Life, list[Export], list[Export]]) -> None:
    lived, steps, moved = case
    told = history(steps, lived)
    assert history(moved, lived) == told
    assert Counter(map(as_told, told)) == in_whole_or_in_part(steps, lived)


@settings(max_examples=12)
@given(copies(sorted(WHOLE)))
def test_whole_copies_in_any_order_and_overlap_are_one_history(case: tuple[Life, list[Export], list[Export]]) -> None:
    check(case)


@settings(max_examples=8)
@given(copies(sorted(PARTLY)))
def test_so_are_copies_that_leave_some_out(case: tuple[Life, list[Export], list[Export]]) -> None:
    check(case)


@pytest.mark.torture
@settings(max_examples=600)
@given(copies(sorted(PARTLY)))
def test_six_hundred_histories(case: tuple[Life, list[Export], list[Export]]) -> None:
    check(case)


def test_a_second_import_of_the_same_file_changes_nothing(tmp_path: Path) -> None:
    lived = life(messages=60, seed=5, calls=8)
    with ExitStack() as stack:
        device, _ = devices(tmp_path, stack)
        for name in ("sms.xml", "messages.zip", "fossify.json"):
            PARTLY[name](tmp_path / name, lived)
            add(device, tmp_path / name)
        before = kept(device)
        state = verify.digest(device.replica)
        for name in ("fossify.json", "sms.xml", "messages.zip"):
            add(device, tmp_path / name)
        assert kept(device) == before
        assert verify.digest(device.replica) == state
        assert len(before) == 60 + 8


def test_two_equal_texts_of_one_moment_stay_two(tmp_path: Path) -> None:
    lived = life(messages=12, seed=5, rcs=False, files=False)
    twice = next(one for one in lived.messages if one.service == "SMS")
    doubled = Life(lived.me, lived.talks, (*lived.messages, twice))
    with ExitStack() as stack:
        device, _ = devices(tmp_path, stack)
        for name in ("sms.xml", "messages.zip", "chat.db"):
            PARTLY[name](tmp_path / name, lived if name == "chat.db" else doubled)
            add(device, tmp_path / name)
        assert len(kept(device)) == 13


def test_what_quik_lost_of_a_group_stays_beside_it(tmp_path: Path) -> None:
    """Its copy of a group's MMS names one member only: that it is the same can only be guessed, so both stay."""
    lived = life(messages=40, seed=9, files=False)
    of_groups = sum(one.talk.is_group for one in lived.messages)
    with ExitStack() as stack:
        device, _ = devices(tmp_path, stack)
        smsbr.write(tmp_path / "sms.xml", lived)
        quik.write(tmp_path / "quik.json", lived)
        add(device, tmp_path / "sms.xml")
        add(device, tmp_path / "quik.json")
        assert len(kept(device)) == 40 + of_groups
