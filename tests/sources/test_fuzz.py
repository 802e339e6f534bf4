"""Every decoder, fed with sound bytes that were spoilt: what it can't read it names, and it never breaks."""

import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.crypto.foreign import keybag
from owntexts.crypto.foreign.unopened import Unopened
from owntexts.errors import SourceFailed
from owntexts.model.observations import Problem, Row, Total
from owntexts.sources import protobuf
from owntexts.sources.apple_messages import archive, balloons, typedstream
from owntexts.sources.base import Options
from owntexts.sources.malformed import Malformed
from owntexts.sources.registry import kind_named
from owntexts.sources.telephony import rcs
from owntexts.testing.android import backup, fossify, quik, smsbr, smsie, termux
from owntexts.testing.android.telephone import mirror
from owntexts.testing.apple import keyed
from owntexts.testing.apple.corpus import chance_of
from owntexts.testing.apple.kinds.touch import GESTURES, HANDWRITING, TOUCH, packed, whole
from owntexts.testing.apple.typedstream import FILE, OBJECT, PART, Run, attributed
from owntexts.testing.iphone.keybags import FEW_ROUNDS, make_bag
from owntexts.testing.life import Life, life
from owntexts.testing.suite import KnownRows

RUNS = pytest.mark.parametrize("run", ["short", pytest.param("long", marks=pytest.mark.torture)])
LONGEST: Final = 40


def changed(blob: bytes, data: st.DataObject) -> bytes:
    """The bytes after one thing happened to them."""
    at = data.draw(st.integers(0, len(blob)))
    end = at + data.draw(st.integers(1, LONGEST))
    match data.draw(st.sampled_from(("other", "more", "less", "again", "moved", "cut"))):
        case "other":
            return blob[:at] + data.draw(st.binary(min_size=1, max_size=4)) + blob[at + 1 :]
        case "more":
            return blob[:at] + data.draw(st.binary(min_size=1, max_size=LONGEST)) + blob[at:]
        case "less":
            return blob[:at] + blob[end:]
        case "again":
            return blob[:end] + blob[at:]
        case "moved":
            return blob[:at] + blob[end:] + blob[at:end]
        case _:
            return blob[:at]


def spoilt(wholes: tuple[bytes, ...], data: st.DataObject) -> bytes:
    blob = data.draw(st.sampled_from(wholes))
    for _ in range(data.draw(st.integers(1, 5))):
        blob = changed(blob, data)
    return blob


BODIES: Final = (
    attributed([Run("Hello ", {PART: 0, "n": 1 << 40}), Run("wörld 😀", {PART: 1, "b": "c"}), Run("!", {PART: 1})]),
    attributed([Run(OBJECT, {PART: 0, FILE: "at_0_F1"}), Run("x" * 300, {PART: 1})]),
)
ARCHIVES: Final = (
    keyed.archive({"title": "A", "list": ["b", "c"], "URL": keyed.url("https://example.org"), "n": 1.5}),
    keyed.archive({"userInfo": {"caption": "Two"}, "an": "Game", "metadata": keyed.Instance(("LP",), {"a": b"x"})}),
)
DRAWN: Final = tuple(
    whole(1, kind) + packed(3, payload) + packed(5, b"E3F4E72A") for kind, payload in GESTURES.values()
)
LIVED: Final = life(messages=14, seed=3, calls=4)
MIRRORS: Final = tuple(mirror(one).encode() for one in LIVED.messages if one.service == "RCS")
BAGS: Final = tuple(make_bag("x", chance_of(7), rounds).data for rounds in (FEW_ROUNDS, None))


def _balloon(blob: bytes) -> None:
    for app in (TOUCH, HANDWRITING, balloons.URL_PREVIEW, "x:y:com.apple.messages.Polls"):
        assert balloons.summary(app, blob, "", [])


def _protobuf(blob: bytes) -> None:
    assert len(list(protobuf.fields(blob))) <= len(blob)


def _mirrored(blob: bytes) -> None:
    found = rcs.mirrored(blob.decode("latin-1"))
    assert found is None or found.message


DECODERS: Final[dict[str, tuple[tuple[bytes, ...], Callable[[bytes], object]]]] = {
    "typedstream": (BODIES, typedstream.decode),
    "property list": (ARCHIVES, archive.plist),
    "keyed archive": (ARCHIVES, archive.unarchived),
    "balloon": ((*DRAWN, *ARCHIVES), _balloon),
    "protobuf": (DRAWN, _protobuf),
    "mirrored RCS": (MIRRORS, _mirrored),
    "keybag": (BAGS, keybag.parse),
}


@RUNS
@pytest.mark.parametrize("name", DECODERS)
@given(data=st.data())
def test_a_decoder_gives_a_value_or_says_what_is_wrong(name: str, run: str, data: st.DataObject) -> None:
    wholes, decode = DECODERS[name]
    with suppress(Malformed, Unopened):
        decode(spoilt(wholes, data))


@pytest.mark.parametrize("name", DECODERS)
def test_what_is_spoilt_was_sound(name: str) -> None:
    wholes, decode = DECODERS[name]
    for blob in wholes:
        decode(blob)


ANSWER: Final = b"".join(
    b"Row: %d _id=%d, address=+1202555%04d, date=17041032%05d, type=%d, body=Hello, x=%d\nRow: 9 and more\n"
    % (row, row + 1, row, row, 1 + row % 2, row)
    for row in range(8)
)


@cache
def written(write: Callable[[Path, Life], None]) -> bytes:
    """What a writer makes of a short life."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        write(path, LIVED)
        return path.read_bytes()


def in_utc(path: Path, lived: Life) -> None:
    termux.write(path, lived, "UTC")


def ndjson() -> bytes:
    with zipfile.ZipFile(BytesIO(smsie.archive(LIVED))) as whole_archive:
        return whole_archive.read("messages.ndjson")


def zip_of(lines: bytes) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("messages.ndjson", lines)
    return held.getvalue()


def as_it_is(content: bytes) -> bytes:
    return content


FILES: Final[dict[str, tuple[str, Callable[[], bytes], Callable[[bytes], bytes]]]] = {
    "XML": ("sms-backup-restore", lambda: written(smsbr.write), as_it_is),
    "ZIP of XML": ("sms-backup-restore", lambda: written(smsbr.write_zip), as_it_is),
    "NDJSON": ("sms-import-export", ndjson, zip_of),
    "ZIP of NDJSON": ("sms-import-export", lambda: smsie.archive(LIVED), as_it_is),
    "JSON of Fossify": ("fossify", lambda: written(fossify.write), as_it_is),
    "JSON of QUIK": ("quik", lambda: written(quik.write), as_it_is),
    "JSON of Termux": ("termux", lambda: written(in_utc), as_it_is),
    "rows of adb": ("adb", lambda: ANSWER, as_it_is),
    "Android backup": ("android-backup", lambda: written(backup.write), as_it_is),
}


def accounted(kind: str, path: Path) -> None:
    """Reads everything: each row is given or is a problem with its place."""
    with kind_named(kind).open(path, Options(timezone="UTC")) as source:
        first, *rest = source.read(KnownRows())
    problems = [one for one in rest if isinstance(one, Problem)]
    assert all(one.where and one.reason for one in problems)
    assert isinstance(first, Total)
    assert first.rows == sum(isinstance(one, Row) for one in rest) + sum(one.unreadable for one in problems)


@pytest.mark.parametrize("name", FILES)
def test_an_export_that_is_spoilt_was_sound(name: str, tmp_path: Path) -> None:
    kind, whole_file, wrapped = FILES[name]
    (tmp_path / "file").write_bytes(wrapped(whole_file()))
    accounted(kind, tmp_path / "file")


@RUNS
@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
def test_every_row_of_a_spoilt_export_is_accounted_for_unless_a_named_error_ends_it(
    name: str, run: str, data: st.DataObject
) -> None:
    kind, whole_file, wrapped = FILES[name]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(wrapped(spoilt((whole_file(),), data)))
        with suppress(SourceFailed):
            accounted(kind, path)
