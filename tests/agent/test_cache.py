"""The cache of attachments' bytes: sealed, gone on with where it stopped, and never believed where it was changed."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from owntexts.agent.cache import Cache, Damaged
from owntexts.crypto.cached import CacheKeys, sealed_size
from owntexts.errors import OwntextsError
from owntexts.model.contents import PIECE_BYTES
from owntexts.testing.family import seeded

KEY = bytes(range(32))
SMALL = b"a photo of the harbour at dusk"


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache", CacheKeys(KEY), seeded("cache"))


def keep(cache: Cache, plaintext: bytes) -> bytes:
    content = sha256(plaintext).digest()
    with cache.draft(content, len(plaintext)) as draft:
        for start in range(0, len(plaintext), PIECE_BYTES):
            draft.write(plaintext[start : start + PIECE_BYTES])
        draft.finish()
    return content


def large(pieces: float) -> bytes:
    return seeded("large")(int(pieces * PIECE_BYTES))


def only_file(folder: Path) -> Path:
    (found,) = (path for path in folder.rglob("*") if path.is_file())
    return found


@pytest.mark.parametrize(
    "plaintext", [b"", SMALL, large(1), large(2.5)], ids=["empty", "small", "one", "two and a half"]
)
def test_what_is_kept_comes_back(cache: Cache, tmp_path: Path, plaintext: bytes) -> None:
    content = keep(cache, plaintext)
    assert b"".join(cache.pieces(content, len(plaintext))) == plaintext
    with cache.open(content, len(plaintext)) as stream:
        assert stream.read() == plaintext
    assert only_file(tmp_path).stat().st_size == sealed_size(len(plaintext))


def test_it_can_be_read_from_anywhere(cache: Cache) -> None:
    plaintext = large(2.25)
    with cache.open(keep(cache, plaintext), len(plaintext)) as stream:
        for start in (PIECE_BYTES - 3, 0, len(plaintext) - 2, PIECE_BYTES * 2 + 7, len(plaintext) + 5):
            stream.seek(start)
            assert stream.read(10) == plaintext[start : start + 10]
        assert stream.seek(-4, os.SEEK_END) == len(plaintext) - 4


def test_nobody_else_reads_it_and_it_tells_nothing(cache: Cache, tmp_path: Path) -> None:
    content = keep(cache, SMALL)
    path = only_file(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert all(folder.stat().st_mode & 0o777 == 0o700 for folder in (path.parent, path.parent.parent))
    assert SMALL not in path.read_bytes()
    assert content.hex()[:16] not in str(path)


@pytest.mark.parametrize("change", ["byte", "cut", "longer", "gone"])
def test_a_file_that_was_changed_is_not_believed(cache: Cache, tmp_path: Path, change: str) -> None:
    plaintext = large(1.5)
    content = keep(cache, plaintext)
    path = only_file(tmp_path)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    changed = {"byte": bytes(data), "cut": data[:-1], "longer": data + b"x", "gone": b""}[change]
    path.write_bytes(changed)
    with pytest.raises(Damaged):
        b"".join(cache.pieces(content, len(plaintext)))


def test_pieces_that_changed_places_are_not_believed(cache: Cache, tmp_path: Path) -> None:
    plaintext = large(2)
    content = keep(cache, plaintext)
    path = only_file(tmp_path)
    data, half = path.read_bytes(), PIECE_BYTES + 28
    path.write_bytes(data[:7] + data[7 + half :] + data[7 : 7 + half])
    with pytest.raises(Damaged):
        next(cache.pieces(content, len(plaintext)))


def test_another_file_in_its_place_is_not_believed(cache: Cache, tmp_path: Path) -> None:
    content = keep(cache, SMALL)
    path = only_file(tmp_path)
    path.rename(tmp_path / "aside")
    keep(cache, SMALL[::-1])
    only = next(found for found in (tmp_path / "cache").rglob("*") if found.is_file())
    path.parent.mkdir(exist_ok=True)
    only.replace(path)
    with pytest.raises(Damaged):
        b"".join(cache.pieces(content, len(SMALL)))


def test_a_file_that_is_still_arriving_is_gone_on_with_where_it_stopped(cache: Cache) -> None:
    plaintext = large(3.5)
    content = sha256(plaintext).digest()
    with cache.draft(content, len(plaintext)) as draft:
        assert list(draft.there()) == []
        for place in range(2):
            draft.write(plaintext[place * PIECE_BYTES : (place + 1) * PIECE_BYTES])
    with pytest.raises(Damaged):
        next(cache.pieces(content, len(plaintext)))
    with cache.draft(content, len(plaintext)) as draft:
        assert b"".join(draft.there()) == plaintext[: 2 * PIECE_BYTES]
        for place in (2, 3):
            draft.write(plaintext[place * PIECE_BYTES : (place + 1) * PIECE_BYTES])
        draft.finish()
    assert b"".join(cache.pieces(content, len(plaintext))) == plaintext


def test_a_draft_is_believed_up_to_its_first_unsound_piece(cache: Cache, tmp_path: Path) -> None:
    plaintext = large(3)
    content = sha256(plaintext).digest()
    with cache.draft(content, len(plaintext)) as draft:
        for place in range(3):
            draft.write(plaintext[place * PIECE_BYTES : (place + 1) * PIECE_BYTES])
    path = only_file(tmp_path)
    data = bytearray(path.read_bytes())
    data[PIECE_BYTES + 100] ^= 1
    path.write_bytes(data)
    with cache.draft(content, len(plaintext)) as draft:
        assert b"".join(draft.there()) == plaintext[:PIECE_BYTES]
        assert draft.written == 1


def test_two_at_once_do_not_write_into_each_other_s_drafts(cache: Cache) -> None:
    content = sha256(SMALL).digest()
    with cache.draft(content, len(SMALL)) as one, cache.draft(content, len(SMALL)) as other:
        one.write(SMALL)
        other.write(SMALL)
        other.finish()
        one.finish()
    assert b"".join(cache.pieces(content, len(SMALL))) == SMALL


def test_tidying_takes_away_what_is_nobody_s(cache: Cache, tmp_path: Path) -> None:
    kept, gone = keep(cache, SMALL), keep(cache, b"gone")
    with cache.draft(sha256(b"half").digest(), 4):
        pass
    assert cache.tidy({kept}) == sealed_size(4)
    assert b"".join(cache.pieces(kept, len(SMALL))) == SMALL
    assert only_file(tmp_path)
    with pytest.raises(Damaged):
        next(cache.pieces(gone, 4))
    cache.remove(kept)
    cache.remove(kept)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_full_disk_is_named_and_leaves_what_was_there(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keep(cache, SMALL)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with cache.draft(sha256(b"more").digest(), 4) as draft:
        monkeypatch.setattr("owntexts.agent.cache._write_at", full)
        with pytest.raises(OwntextsError) as told:
            draft.write(b"more")
    assert told.value.code == "storage.device_full"
    assert told.value.finding.fixes
    assert b"".join(cache.pieces(kept, len(SMALL))) == SMALL
