import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.ids import attachment_id
from owntexts.model.records import HIDDEN, MISSING, ONLY_IN_ICLOUD, PRESENT, SENSITIVE, STICKER
from owntexts.sources.apple_messages.attachments import File, attachment

NOTHING = File(*[None] * 10)
PATH = "~/Library/Messages/Attachments/aa/10/GUID/IMG_1.HEIC"


@pytest.mark.parametrize(
    ("file", "origin"),
    [
        (NOTHING._replace(filename=PATH, transfer_state=5), PRESENT),
        (NOTHING._replace(filename=PATH, transfer_state=0), PRESENT),
        (NOTHING._replace(filename="/var/mobile/Library/SMS/Attachments/a/b.jpg"), PRESENT),
        (NOTHING._replace(transfer_state=0, transfer_name="IMG_1.HEIC", total_bytes=9), ONLY_IN_ICLOUD),
        (NOTHING, ONLY_IN_ICLOUD),
        (NOTHING._replace(filename="/var/folders/x/T/IMG.jpg", transfer_state=5), MISSING),
        (NOTHING._replace(filename="/private/var/folders/x/T/IMG.jpg"), MISSING),
        (NOTHING._replace(filename=PATH, transfer_state=6), MISSING),
    ],
)
def test_where_a_file_is_follows_from_its_row(file: File, origin: int) -> None:
    assert attachment(file, "").origin == origin


def test_a_row_tells_name_type_and_size() -> None:
    file = NOTHING._replace(
        guid="at_0_X", filename=PATH, transfer_name="IMG_1.HEIC", mime_type="image/heic", total_bytes=7
    )
    found = attachment(file, "")
    assert (found.id, found.name, found.mime, found.size) == (
        attachment_id("apple", "at_0_X"),
        "IMG_1.HEIC",
        "image/heic",
        7,
    )


def test_an_old_row_without_a_name_has_that_of_its_path() -> None:
    assert attachment(NOTHING._replace(filename=PATH), "").name == "IMG_1.HEIC"


def test_a_row_without_a_guid_is_known_by_its_message_and_place() -> None:
    assert attachment(NOTHING, "00ff:2").id == attachment_id("apple", "00ff:2")


@pytest.mark.parametrize("size", [0, -1, None])
def test_a_size_that_is_none_is_not_told(size: int | None) -> None:
    assert attachment(NOTHING._replace(total_bytes=size), "").size is None


def test_flags_say_sticker_hidden_and_sensitive() -> None:
    assert attachment(NOTHING._replace(is_sticker=1, is_commsafety_sensitive=1), "").flags == STICKER | SENSITIVE
    assert attachment(NOTHING._replace(hide_attachment=1), "").flags == HIDDEN
    assert attachment(NOTHING._replace(transfer_name="A.pluginPayloadAttachment"), "").flags == HIDDEN


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\evil.exe", "evil.exe"),
        ("a\x1b[31mb\x00.txt", "a[31mb.txt"),
        ("gpj.\u202efdp", "gpj.fdp"),
        ("..", None),
        ("   ", None),
        ("👨‍👩‍👧.png", "👨‍👩‍👧.png"),
    ],
)
def test_names_are_made_harmless(told: str, name: str | None) -> None:
    assert attachment(NOTHING._replace(transfer_name=told), "").name == name


@given(st.text())
def test_no_name_leaves_its_folder(told: str) -> None:
    name = attachment(NOTHING._replace(transfer_name=told), "").name
    assert name is None or ("/" not in name and "\\" not in name and name not in {".", ".."} and len(name) <= 255)
