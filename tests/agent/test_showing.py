"""Files as pages show them: from a source or the cache, from any place on; pictures that are some, of what they say."""

import random
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from PIL import Image

from owntexts.agent import showing, sources
from owntexts.agent.enlarging import Enlarging
from owntexts.agent.home import Home, open_home
from owntexts.agent.imports import import_sources
from owntexts.errors import NotFound
from owntexts.model.records import Content, Reference
from owntexts.replica import cached, pictures, places, records
from owntexts.replica.pending import LIVE
from owntexts.replica.pictures import Pictured
from owntexts.replica.places import Found
from owntexts.testing.apple import build_chat_db
from owntexts.testing.apple.attachments import write_attachments
from owntexts.testing.media import HAS_AV, amr, heic, jpeg, webp
from owntexts.wire.blob import BlobKind

DATA = random.Random(1).randbytes(700_001)  # noqa: S311 - nothing here is secret
BLOBS = count(1)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setenv("OWNTEXTS_KEY_STORE", "file")
    store = tmp_path / "store" / "chat.db"
    store.parent.mkdir()
    build_chat_db(store, messages=120)
    write_attachments(store, make=lambda _name, chance: jpeg(seed=chance.getrandbits(16)))
    with open_home(tmp_path / "home") as opened:
        sources.add(opened, store)
        import_sources(opened)
        yield opened


def placed(home: Home) -> tuple[str, str]:
    """A file that lies at its source, and the place."""
    with home.replica.read() as connection:
        one, place = connection.execute("select attachment, place from place order by attachment").fetchall()[0]
    return one.hex(), place


def on_hub(home: Home, attachment: str, data: bytes) -> bytes:
    """The log says that these are its bytes."""
    digest = sha256(data).digest()
    whole = Reference(1, next(BLOBS).to_bytes(16), digest, len(data))
    told = Content(attachment=bytes.fromhex(attachment), content=digest, size=len(data), pieces=(whole,))
    with home.replica.write() as connection:
        connection.execute("delete from place where attachment = ?", (bytes.fromhex(attachment),))
        records.absorb(connection, [told], LIVE)
    return digest


def in_cache(home: Home, data: bytes) -> None:
    digest = sha256(data).digest()
    with home.cache.draft(digest, len(data)) as draft:
        draft.write(data)
        draft.finish()
    with home.replica.write() as connection:
        cached.keep(connection, digest, BlobKind.PIECE, len(data), 1)


def pictured(home: Home, attachment: str, place: str, data: bytes, *, of: bytes | None = None) -> None:
    """A device made this picture of what lies at a place."""
    found = Found(sha256(b"what lies there").digest(), 9)
    picture = Reference(1, next(BLOBS).to_bytes(16), sha256(data).digest(), len(data))
    with home.replica.write() as connection:
        places.found(connection, 1, place, found)
        pictures.tell(connection, Pictured(found.content, picture, 1200, 800, None), 1)
        if of is not None:
            places.found(connection, 1, place, Found(of, 9))
    with home.cache.draft(picture.content, len(data)) as draft:
        draft.write(data)
        draft.finish()
    assert attachment


def test_what_lies_at_a_source_is_read_there_and_told_by_its_bytes(home: Home) -> None:
    one, _ = placed(home)
    assert showing.looks(home, [one])[one].is_here
    opened = showing.opened(home, one)
    data = b"".join(opened.read())
    assert (opened.mime, opened.size) == ("image/jpeg", len(data))
    assert data.startswith(b"\xff\xd8\xff")
    assert b"".join(showing.opened(home, one).read(100, 50)) == data[100:150]


def test_what_stands_among_other_things_is_read_as_far_as_is_asked_and_changes_nothing(home: Home) -> None:
    one, _ = placed(home)
    on_hub(home, one, DATA)
    in_cache(home, DATA)
    before = home.replica.version()
    assert showing.beginning(home, one, 300, at_once=True) == DATA[:300]
    assert showing.beginning(home, one, len(DATA) + 1, at_once=False) == DATA
    with home.replica.read() as connection:
        used = connection.execute("select max(used_at) from cached").fetchone()
    assert (home.replica.version(), used) == (before, (1,))


def test_what_lies_in_a_backup_is_not_looked_for_at_once(home: Home) -> None:
    one, _ = placed(home)
    assert showing.beginning(home, one, 3, at_once=True) == b"\xff\xd8\xff"
    with home.replica.write() as connection:
        connection.execute("update source set kind = 'iphone-backup'")
    with pytest.raises(NotFound):
        showing.beginning(home, one, 3, at_once=True)
    assert showing.looks(home, [one])[one].is_here, "it is believed to be there still"


def test_a_picture_that_browsers_do_not_show_is_decoded_from_the_cache(home: Home) -> None:
    one, _ = placed(home)
    photo = heic(seed=3, size=(900, 600))
    on_hub(home, one, photo)
    in_cache(home, photo)
    with Enlarging(home) as enlarging:
        with Image.open(BytesIO(enlarging.picture(one))) as shown:
            assert (shown.format, shown.size) == ("JPEG", (900, 600))
        on_hub(home, one, DATA)
        with pytest.raises(NotFound, match="not to be had"):
            enlarging.picture(one)
        in_cache(home, DATA)
        with pytest.raises(NotFound, match="cannot be shown"):
            enlarging.picture(one)


@pytest.mark.skipif(not HAS_AV, reason="the extra `av` is not installed")
def test_voice_that_browsers_do_not_play_is_made_anew_from_the_cache(home: Home) -> None:
    one, _ = placed(home)
    on_hub(home, one, amr())
    in_cache(home, amr())
    with Enlarging(home) as enlarging:
        assert enlarging.sound(one)[4:8] == b"ftyp"
        with pytest.raises(NotFound, match="cannot be shown"):
            enlarging.picture(one)


def test_what_is_sealed_in_the_cache_is_read_from_any_place_on(home: Home) -> None:
    one, _ = placed(home)
    on_hub(home, one, DATA)
    in_cache(home, DATA)
    opened = showing.opened(home, one)
    assert (opened.size, opened.mime) == (len(DATA), None)
    assert b"".join(opened.read()) == DATA
    assert b"".join(showing.opened(home, one).read(300_000, 300_000)) == DATA[300_000:600_000]


def test_what_the_cache_spoilt_is_never_given_and_is_wanted_anew(home: Home) -> None:
    one, _ = placed(home)
    digest = on_hub(home, one, DATA)
    in_cache(home, DATA)
    (path,) = (path for path in (home.path / "cache").rglob("*") if path.is_file())
    sealed = bytearray(path.read_bytes())
    sealed[len(sealed) // 2] ^= 1
    path.write_bytes(sealed)
    with pytest.raises(NotFound):
        showing.opened(home, one)
    assert not cached.has(home.replica, digest)
    assert not showing.looks(home, [one])[one].is_here


def test_what_is_only_on_the_hub_is_not_here_and_says_so(home: Home) -> None:
    one, _ = placed(home)
    on_hub(home, one, DATA)
    look = showing.looks(home, [one])[one]
    assert (look.is_here, look.on_hub) == (False, True)
    with pytest.raises(NotFound, match="not to be had"):
        showing.opened(home, one)


def test_a_file_that_went_from_its_source_is_no_error_of_a_page(home: Home, tmp_path: Path) -> None:
    one, _ = placed(home)
    for path in (tmp_path / "store" / "Attachments").rglob("*.*"):
        path.unlink()
    with pytest.raises(NotFound):
        showing.opened(home, one)


def test_the_small_picture_comes_out_of_the_cache(home: Home) -> None:
    one, place = placed(home)
    picture = webp(seed=1)
    pictured(home, one, place, picture)
    look = showing.looks(home, [one])[one]
    assert look.picture
    assert (look.picture.width, look.picture.height) == (1200, 800)
    assert showing.picture(home, one) == picture


@pytest.mark.parametrize("forged", [b"<svg onload='alert(1)'/>", b"<script>alert(1)</script>", jpeg(seed=2)])
def test_a_picture_that_is_none_is_not_given(home: Home, forged: bytes) -> None:
    one, place = placed(home)
    pictured(home, one, place, forged)
    with pytest.raises(NotFound):
        showing.picture(home, one)


def test_a_picture_of_other_bytes_is_not_shown_for_a_file(home: Home) -> None:
    one, place = placed(home)
    pictured(home, one, place, webp(seed=1), of=sha256(b"others").digest())
    assert showing.looks(home, [one])[one].picture is None


def test_nothing_is_known_of_ids_that_are_none(home: Home) -> None:
    assert showing.looks(home, []) == {}
    look = showing.looks(home, ["00" * 16])["00" * 16]
    assert (look.is_here, look.on_hub, look.picture) == (False, False, None)
