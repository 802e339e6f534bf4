import os
from pathlib import Path

import pytest

from owntexts.sources.apple_messages import SOURCE
from owntexts.sources.apple_messages.files import StoreFiles
from owntexts.sources.base import Content, Options

PHOTO = b"a photo"
ON_A_MAC = "~/Library/Messages/Attachments/ab/11/GUID/IMG_1.HEIC"
WAYS = (
    ON_A_MAC,
    "/Users/ada/Library/Messages/Attachments/ab/11/GUID/IMG_1.HEIC",
    "~/Library/SMS/Attachments/ab/11/GUID/IMG_1.HEIC",
    "/var/mobile/Library/SMS/Attachments/ab/11/GUID/IMG_1.HEIC",
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A folder like that of Messages, with one photo."""
    folder = tmp_path / "Messages"
    photo = folder / "Attachments/ab/11/GUID/IMG_1.HEIC"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(PHOTO)
    (folder / "chat.db").touch()
    return folder / "chat.db"


def only(path: Path, place: str, options: Options | None = None) -> tuple[bytes | None, str | None]:
    """The bytes at one place, and what is wrong with it."""
    with StoreFiles(path, options or Options()) as files:
        (found,) = (_read(content) for content in files.contents([place]))
    return found


def _read(content: Content) -> tuple[bytes | None, str | None]:
    return content.stream.read() if content.stream else None, content.trouble


@pytest.mark.parametrize("place", WAYS)
def test_a_file_is_found_beside_its_store_whatever_the_store_was_copied_from(store: Path, place: str) -> None:
    assert only(store, place) == (PHOTO, None)
    assert only(store.parent, place) == (PHOTO, None)


def test_a_folder_of_attachments_elsewhere_can_be_named(store: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "disk" / "kept"
    elsewhere.parent.mkdir()
    (store.parent / "Attachments").rename(elsewhere)
    assert only(store, ON_A_MAC) == (None, "missing")
    assert only(store, ON_A_MAC, Options(attachments=elsewhere)) == (PHOTO, None)


def test_stickers_lie_in_a_folder_of_their_own(store: Path) -> None:
    (store.parent / "StickerCache").mkdir()
    (store.parent / "StickerCache" / "s.heic").write_bytes(b"sticker")
    assert only(store, "~/Library/Messages/StickerCache/s.heic") == (b"sticker", None)


@pytest.mark.parametrize(
    "place",
    ["~/Library/Messages/Attachments/../../secret", "/etc/passwd", "../secret", "~/Library/Messages/../secret"],
)
def test_no_path_leads_out_of_the_folder(store: Path, place: str) -> None:
    (store.parent.parent / "secret").write_text("no")
    assert only(store, place)[0] is None


def test_a_link_that_leads_out_is_not_followed(store: Path) -> None:
    secret = store.parent.parent / "secret"
    secret.write_text("no")
    photo = store.parent / "Attachments/ab/11/GUID/IMG_1.HEIC"
    photo.unlink()
    photo.symlink_to(secret)
    assert only(store, ON_A_MAC) == (None, "unreadable")


@pytest.mark.parametrize("place", ["", "~", "~/Library/Messages/Attachments", "a\0b", "x" * 5_000])
def test_a_place_that_is_none_is_unreadable(store: Path, place: str) -> None:
    assert only(store, place)[1] in {"unreadable", "missing"}


def test_a_pipe_is_not_waited_for(store: Path) -> None:
    photo = store.parent / "Attachments/ab/11/GUID/IMG_1.HEIC"
    photo.unlink()
    os.mkfifo(photo)
    assert only(store, ON_A_MAC) == (None, "unreadable")


def test_the_source_says_that_it_has_files() -> None:
    assert SOURCE.files is StoreFiles
