"""Makes what backups really hold into XML that can be parsed: UTF-8, and references to characters that there are.

Old versions of the app wrote an emoji as references to the two halves of its surrogate pair, and control characters as
they came. A pair becomes its character, anything that XML cannot hold becomes U+FFFD.
"""

import re
from codecs import utf_8_decode
from collections.abc import Iterable, Iterator
from typing import Final

MARK: Final = "\ufffd"
LAST: Final = 0x10FFFF

_NUMBER: Final = r"&#(?:0*[0-9]{1,7}|[xX]0*[0-9a-fA-F]{1,6});"
_RUN: Final = re.compile(f"(?:{_NUMBER})+")
_ONE: Final = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")
_HALF: Final = r"(?:0*5[5-7][0-9]{3}|[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2})"
_FIRST_HALF: Final = r"(?:0*5(?:529[6-9]|5[3-9][0-9]{2}|6[0-2][0-9]{2}|63[01][0-9])|[xX]0*[dD][89abAB][0-9a-fA-F]{2})"
_NEVER: Final = r"(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|6553[45])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|[fF]{3}[eEfF]))"
_SUSPICIOUS: Final = re.compile(f"&#(?:{_HALF}|{_NEVER});")
_OPEN: Final = re.compile(rf"(?:&#{_FIRST_HALF};)?(?:&[^;&]{{0,24}})?\Z")
_IMPOSSIBLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+")


class Mending:
    """Mends a stream. `was_no_text` tells afterwards that some of its bytes were no UTF-8."""

    def __init__(self) -> None:
        self.was_no_text = False
        self._bytes = b""

    def mended(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The same XML in UTF-8, in pieces that cut no reference."""
        held = ""
        for block in blocks:
            held += self._text(block, last=False)
            end = found.start() if (found := _OPEN.search(held, max(0, len(held) - 80))) else len(held)
            yield _sound(held[:end]).encode()
            held = held[end:]
        yield _sound(held + self._text(b"", last=True)).encode()

    def _text(self, block: bytes, *, last: bool) -> str:
        data = self._bytes + block
        try:
            text, used = utf_8_decode(data, "strict", last)
        except UnicodeDecodeError:
            self.was_no_text = True
            text, used = utf_8_decode(data, "replace", last)
        self._bytes = data[used:]
        return text


def _sound(text: str) -> str:
    if _IMPOSSIBLE.search(text):
        text = _IMPOSSIBLE.sub(lambda run: MARK * len(run[0]), text)
    return _RUN.sub(_characters, text) if _SUSPICIOUS.search(text) else text


def _characters(run: re.Match[str]) -> str:
    """A run of references, as it is where XML can hold all of them."""
    if not _SUSPICIOUS.search(run[0]):
        return run[0]
    units = [int(found[1], 16) if found[1] else int(found[2]) for found in _ONE.finditer(run[0])]
    text = "".join(chr(unit) if unit <= LAST else MARK for unit in units)
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(f"&#{ord(one)};" if _must_be_told(one) else _allowed(one) for one in whole)


def _must_be_told(one: str) -> bool:
    """What would mean something else, or be lost, if it stood there itself."""
    return one in "\t\n\r<>&'\""


def _allowed(one: str) -> str:
    return _IMPOSSIBLE.sub(MARK, one)
