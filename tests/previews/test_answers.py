"""Answers come from a process that decoded a stranger's file, and are not believed without a look."""

import msgspec
import pytest

from owntexts.previews.answers import Answer, Large, NotPreviewed, Picture, Sound, Why, decode, encode
from owntexts.previews.limits import LARGE_PICTURE
from owntexts.wire.limits import PREVIEW

JPEG = b"\xff\xd8\xff"
WEBP = b"RIFF\0\0\0\0WEBP"


@pytest.mark.parametrize(
    "answer",
    [
        Picture(WEBP, 1, 2),
        Picture(WEBP.ljust(PREVIEW), 1, 2, 3),
        Large(JPEG.ljust(LARGE_PICTURE)),
        Sound(0),
        *map(NotPreviewed, Why),
    ],
)
def test_an_answer_is_the_same_on_the_other_side(answer: Answer) -> None:
    assert decode(encode(answer)) == answer


@pytest.mark.parametrize(
    "nonsense",
    [
        b"",
        b"\xc1",
        encode(Picture(WEBP.ljust(PREVIEW + 1), 1, 2)),
        encode(Picture(b"<html>" * 3, 1, 2)),
        encode(Picture(WEBP, 0, 2)),
        encode(Picture(WEBP, 1, 1 << 31)),
        encode(Large(JPEG.ljust(LARGE_PICTURE + 1))),
        encode(Large(WEBP)),
        encode(Sound(-1)),
        encode(Sound(1)).replace(b"sound", b"smell"),
        msgspec.msgpack.encode({"type": "not_previewed", "why": "words of a stranger"}),
    ],
)
def test_what_is_no_answer_is_refused(nonsense: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode(nonsense)


def test_every_reason_has_words_and_says_whether_it_lasts() -> None:
    assert all(why.words for why in Why)
    assert {why for why in Why if not why.lasting} == {Why.UNREADABLE, Why.EXTRA, Why.ENDED, Why.NOT_STARTED}
