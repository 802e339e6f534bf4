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


BY_OTHERS = {
    "AES-256, by pyzipper": (
        "504b030414000100630030337c5d00000000840000007b00000007000b00736d732e786d6c01990700020041450308009744"
        "9b766022e82871e450bcd81675ed6876e01c339e4ca09e591eb9984aa466f74e415777290efe1ab4091b17add131482b1bd7"
        "f3306efb39c8c7a63b3aadc6d9fcda2c33d252adb3bf16bb86f5b79db5e28fdb4bdf8b45984a5125b45062e3ca851d89790f"
        "b60debcbe415158f04bde7eca9622e30b3fb5318629691c90baed82d7da2504b0102140314000100630030337c5d00000000"
        "840000007b00000007000b000000000000000000800100000000736d732e786d6c0199070002004145030800504b05060000"
        "00000100010040000000b40000000000"
    ),
    "ZIP 2.0, by Info-ZIP": (
        "504b030414000900080031337c5d1a9801c0740000007b00000007000000736d732e786d6c07885cff8f3e311b15fbdb9b01"
        "741687026fa16d723b6aeed4ab1c2d606ec1bdedd0b110d32f60a27bb70d40d2de558cf6ac69d28e5295a9fbb19e3055e439"
        "3067b5ee13a5e152cc36e71ccddfb5f5d287fdc5601cfd773b4848047ad9455986cc9fdb9af9a0c611f376b89dfdab7f02e5"
        "4c73d7504b07081a9801c0740000007b000000504b01021e0314000900080031337c5d1a9801c0740000007b000000070000"
        "000000000001000000a48100000000736d732e786d6c504b0506000000000100010035000000a90000000000"
    ),
}


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


@pytest.mark.parametrize("cipher", BY_OTHERS)
def test_what_other_programs_encrypted_is_read(path: Path, cipher: str) -> None:
    path.write_bytes(bytes.fromhex(BY_OTHERS[cipher]))
    with Archive(path, password="secret") as archive, archive.opened(archive.members[0]) as stream:
        assert b"from an encrypted zip" in stream.read()
    assert code_of(path, "another") == "source.password_wrong"
    assert code_of(path) == "source.password_needed"


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
