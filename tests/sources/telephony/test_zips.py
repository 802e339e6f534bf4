"""Archives, plain and with a password, sound and hostile."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.errors import SourceFailed
from owntexts.sources.telephony import zips
from owntexts.sources.telephony.zips import Archive, looked_into
from owntexts.testing.android import smsbr_zip
from owntexts.testing.life import life

PASSWORD = "päss word"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "some.zip"


def code_of(path: Path, password: str | None = None, file: io.BytesIO | None = None) -> str:
    """The code of the error with which reading all of it ends; nothing where it ends well."""
    try:
        with Archive(path, file, password) as archive:
            for member in archive.members:
                with archive.opened(member) as stream:
                    while stream.read(1 << 16):
                        pass
    except SourceFailed as failure:
        return failure.code
    return ""


def test_a_member_that_is_encrypted_by_aes_is_read_with_its_password_only(path: Path) -> None:
    smsbr_zip.write(path, life(messages=20), PASSWORD)
    assert code_of(path, PASSWORD) == ""
    assert code_of(path) == "source.password_needed"
    assert code_of(path, "pass word") == "source.password_wrong"


def test_bytes_that_were_changed_under_aes_are_found_out(path: Path) -> None:
    smsbr_zip.write(path, life(messages=20), PASSWORD)
    whole = path.read_bytes()
    for place in range(120, len(whole) - 200, 97):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert code_of(path, PASSWORD) in {"source.damaged", "source.password_wrong"}


def test_an_archive_that_would_unpack_to_absurd_sizes_is_refused_before_it_is_unpacked(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb.xml", "w") as member:
        for _ in range(1_100):
            member.write(bytes(1 << 20))
    assert path.stat().st_size < 2 << 20
    assert code_of(path) == "source.damaged"


def test_a_member_that_lies_about_its_size_is_found_out(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", bytes(100_000))
    whole = path.read_bytes()
    path.write_bytes(whole.replace((100_000).to_bytes(4, "little"), (5_000).to_bytes(4, "little")))
    assert code_of(path) == "source.damaged"


def test_a_broken_archive_is_ours_only_if_it_begins_as_ours(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("messages.ndjson", "{}")
    path.write_bytes(path.read_bytes()[:60])
    first = path.read_bytes()
    assert looked_into(path, first, lambda name: name == "other") is None
    with pytest.raises(SourceFailed, match="damaged"):
        looked_into(path, first, lambda name: name == "messages.ndjson")


@given(st.data())
def test_any_spoilt_archive_ends_in_a_named_error(data: st.DataObject) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("messages.ndjson", '{"a": 1}\n' * 20)
        archive.writestr("data/x", b"y" * 50)
    whole = bytearray(held.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert code_of(Path("x.zip"), "secret", io.BytesIO(bytes(whole))) in {"", "source.damaged", "source.password_wrong"}


def test_names_of_members_lead_nowhere(path: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../outside", "/etc/outside", "a/../../outside"):
            archive.writestr(name, "x")
    assert code_of(path) == ""
    assert [found.name for found in tmp_path.iterdir()] == ["some.zip"]
    assert path.read_bytes()[:4] == zips.MAGIC
