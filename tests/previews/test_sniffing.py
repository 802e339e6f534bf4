"""What a file is, told from its first bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.previews import kinds
from owntexts.previews.kinds import PICTURES, PLAYED, Kind
from owntexts.previews.sniffing import HEAD, sniff
from owntexts.testing.media import Sample, samples


def boxes(brand: bytes, *others: bytes) -> bytes:
    return (16 + 4 * len(others)).to_bytes(4) + b"ftyp" + brand + bytes(4) + b"".join(others) + b"\0\0\0\x08mdat"


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.mime)
def test_a_file_is_what_its_bytes_say(sample: Sample) -> None:
    kind = sniff(sample.data[:HEAD])
    assert kind
    assert kind.mime == sample.mime
    assert kind in PICTURES | PLAYED


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (boxes(b"heic", b"mif1"), kinds.HEIC),
        (boxes(b"mif1", b"heic"), kinds.HEIC),
        (boxes(b"mif1", b"avif", b"miaf"), kinds.AVIF),
        (boxes(b"hevc", b"heic", b"mif1"), kinds.HEICS),
        (boxes(b"msf1", b"avis"), kinds.AVIF),
        (boxes(b"qt  "), kinds.QUICKTIME),
        (b"\0\0\1\0moov", kinds.QUICKTIME),
        (b"\0\0\1\0\1\0", kinds.ICO),
        (boxes(b"3gp5", b"isom"), kinds.THREE_GP),
        (boxes(b"3g2a"), kinds.THREE_G2),
        (boxes(b"M4A ", b"mp42"), kinds.M4A),
        (boxes(b"XAVC", b"mp42"), kinds.MP4),
        (boxes(b"what", b"ever"), None),
        (b"RIFF\0\0\0\0WAVEfmt ", kinds.WAV),
        (b"RIFF\0\0\0\0WHATfmt ", None),
        (b"%PDF-1.7", kinds.PDF),
        (b"PK\3\4", kinds.ZIP),
        (b"\r\nbegin:vcard\r\nVERSION:3.0", kinds.VCARD),
        (b"BEGIN:VCALENDAR", kinds.CALENDAR),
        (b"BM are the initials of somebody", None),
        (b"words, only words", None),
        (b"", None),
    ],
)
def test_brands_and_headers_that_begin_alike_are_told_apart(head: bytes, kind: Kind | None) -> None:
    assert sniff(head) == kind


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (b"<!DOCTYPE html><p>", kinds.HTML),
        (b"\xef\xbb\xbf \n<HTML>", kinds.HTML),
        (b"<!-- a comment --><script>", kinds.HTML),
        (b"<?xml version='1.0'?><!-- --><svg onload='x'>", kinds.SVG),
        (b"<svg><script>", kinds.HTML),
        (b"<?xml version='1.0'?><smses count='0'/>", kinds.XML),
        (b"<3", None),
    ],
)
def test_what_a_browser_would_run_is_told_from_a_picture(page: bytes, kind: Kind | None) -> None:
    assert sniff(page) == kind
    assert kind not in PICTURES


@given(st.binary(max_size=64), st.sampled_from([b"", b"RIFF", b"\0\0\0\xffftyp", b"BM", b"<", b"ID3"]))
def test_any_bytes_have_an_answer(rest: bytes, start: bytes) -> None:
    kind = sniff(start + rest)
    assert kind is None or kind.suffix.startswith(".")


def test_no_more_than_the_head_is_looked_at() -> None:
    assert sniff(b" " * HEAD + b"<html>") is None
