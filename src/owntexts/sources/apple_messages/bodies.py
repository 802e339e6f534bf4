"""The body of a message, or of one of its earlier versions: its attributed text, or what can be seen of it.

`sole_text` recognises the commonest stream, one unadorned run, by its first and last bytes and without decoding it.
"""

from typing import Final

from owntexts.sources.apple_messages.typedstream import INT16, INT32, INT64, Attributed, decode
from owntexts.sources.malformed import Malformed
from owntexts.sources.utf8 import MARK, decode_utf8

STRING_BYTES: Final = b"\x84\x01+"
ONE_RUN: Final = b"\x86\x84\x02iI\x01"
_STREAM: Final = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84"
_PLAIN: Final = _STREAM + b"\x12NSAttributedString\0\x84\x84\x08NSObject\0\x85\x92\x84\x84\x84\x08NSString\x01\x94"
_MUTABLE: Final = (
    _STREAM
    + b"\x19NSMutableAttributedString\0\x84\x84\x12NSAttributedString\0\x84\x84\x08NSObject\0\x85\x92"
    + b"\x84\x84\x84\x0fNSMutableString\x01\x84\x84\x08NSString\x01\x95"
)
_PART: Final = (
    b"\x92\x84\x84\x84\x0cNSDictionary\0%b\x84\x01i\x01\x92\x84%b%b\x1d__kIMMessagePartAttributeName\x86"
    b"\x92\x84\x84\x84\x08NSNumber\0\x84\x84\x07NSValue\0%b\x84\x01*\x84%b%b\0\x86\x86\x86"
)
SOLE: Final = (
    (_MUTABLE + STRING_BYTES, _PART % (b"\x95", b"\x98", b"\x98", b"\x95", b"\x9b", b"\x9b")),
    (_PLAIN + STRING_BYTES, _PART % (b"\x94", b"\x96", b"\x96", b"\x94", b"\x99", b"\x99")),
)


def sole_text(blob: bytes) -> str | None:
    """The text of the commonest stream, one run that says nothing but "part 0"; None for any other."""
    for start, end in SOLE:
        if blob.startswith(start) and len(blob) > len(start) + len(end) + len(ONE_RUN) + 1:
            return _sole_text(blob, len(start), end)
    return None


def _sole_text(blob: bytes, at: int, end: bytes) -> str | None:
    head = blob[at]
    at += 1
    if head == INT16:
        head, at = int.from_bytes(blob[at : at + 2], "little"), at + 2
    elif head > INT16:
        return None
    stop = at + head
    if not (blob.startswith(ONE_RUN, stop) and blob.endswith(end)):
        return None
    width = len(blob) - len(end) - stop - len(ONE_RUN)
    return decode_utf8(blob[at:stop]) if width == (3 if blob[stop + len(ONE_RUN)] == INT16 else 1) else None


def attributed(blob: bytes, complaints: list[str]) -> Attributed:
    """The attributed text of a stream, or what is still to be seen of a damaged one and a complaint."""
    text = sole_text(blob)
    try:
        found = decode(blob) if text is None else Attributed(text, [])
    except Malformed as error:
        complaints.append(f"{error}; its visible text was kept")
        return Attributed(visible_text(blob) or "", [])
    if MARK in found.text and MARK.encode() not in blob:
        complaints.append("typedstream: a piece of its text is no UTF-8; a mark stands in its place")
    return found


def text_of(blob: bytes, complaints: list[str]) -> str:
    """The text alone."""
    return attributed(blob, complaints).text


def visible_text(blob: bytes) -> str | None:
    """What can still be read of a damaged stream: the bytes of its first string up to the mark that ends one."""
    start = blob.find(STRING_BYTES)
    if start < 0:
        return None
    start += len(STRING_BYTES)
    skip = {INT16: 3, INT32: 5, INT64: 9}.get(blob[start], 1) if start < len(blob) else 0
    text, _, _ = blob[start + skip :].partition(ONE_RUN[:-1])
    return decode_utf8(text).rstrip("\ufffd") or None
