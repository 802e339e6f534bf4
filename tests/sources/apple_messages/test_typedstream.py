from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.sources.apple_messages import typedstream
from owntexts.sources.malformed import Malformed
from owntexts.testing.apple.typedstream import Run, attributed, plain

OBJECT = "\ufffc"
FRAKTUR = "𝖍𝖊𝖑𝖑𝖔 𝖜𝖔𝖗𝖑𝖉"  # noqa: RUF001 - letters outside the first 65,536, as the sample has them
TEXTS = {
    "0123456789": "0123456789",
    "Address": "1 Apple Park Way, Cupertino, CA 95014",
    "AnimatedStickerOnly": OBJECT,
    "Attachment": f"{OBJECT}This is how the notes look to me fyi, in case it helps make sense of anything",
    "AttributedBodyTextOnly": "Noter test",
    "Blank": "",
    "Currency": "My burrito was $16",
    "Date": "Hi. Right now or tomorrow?",
    "Email": "asdfghjklq@gmail.com might work",
    "Formatted": "Big small",
    "MemojiWithText": f"Memoji: {OBJECT}",
    "Mention": "Test Dad ",
    "MultiAttachment": OBJECT * 19,
    "MultiPartWithDeleted": f"From arbitrary byte stream:\r{OBJECT}To native Rust data structures:\r",
    "OverlappingFormat": "8:00 pm",
    "SingleLink": "https://www.ghacks.net/2020/01/23/lastpass-no-longer-listed-on-the-chrome-web-store/",
    "StyledLink": "https://github.com/ReagentX/imessage-exporter/discussions/553",
    "TextEffects": "Big small shake nod explode ripple bloom jitter",
    "TextStyles": "Bold underline italic strikethrough all four",
    "Transcription": OBJECT,
    "URL": "https://github.com/ReagentX/Logria",
    "WeirdText": FRAKTUR,
}
RUNS = {"0123456789": 2, "Blank": 0, "Date": 3, "MultiAttachment": 19, "OverlappingFormat": 5, "TextEffects": 13}


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_sample_body_has_its_text(samples: Path, name: str) -> None:
    assert typedstream.decode(_sample(samples, name)).text == TEXTS[name]


def test_long_sample_bodies_are_whole(samples: Path) -> None:
    long = typedstream.decode(_sample(samples, "LongMessage")).text
    lyrics = typedstream.decode(_sample(samples, "AppleMusicLyrics")).text
    assert (len(long), long[:15], len(lyrics), lyrics[:24]) == (
        2359,
        "Sed nibh velit,",
        145,
        "https://music.apple.com/",
    )


@pytest.mark.parametrize("name", sorted({*TEXTS, "LongMessage", "AppleMusicLyrics"}))
def test_the_runs_of_a_sample_cover_its_text(samples: Path, name: str) -> None:
    body = typedstream.decode(_sample(samples, name))
    assert sum(length for length, _ in body.runs) == len(body.text.encode("utf-16-le")) // 2
    assert len(body.runs) == RUNS.get(name, len(body.runs))


def test_attributes_have_their_values(samples: Path) -> None:
    (length, said), *_ = typedstream.decode(_sample(samples, "Attachment")).runs
    assert length == 1
    assert said["__kIMFileTransferGUIDAttributeName"] == "at_0_2E5F12C3-E649-48AA-954D-3EA67C016BCC"
    assert said["__kIMInlineMediaHeightAttributeName"] == 1139.0
    assert said["__kIMBaseWritingDirectionAttributeName"] == -1


def test_a_big_endian_stream_is_read() -> None:
    text = "x" * 300
    little = plain(text)
    big = little.replace(b"streamtyped", b"typedstream").replace(b"\x81\xe8\x03", b"\x81\x03\xe8")
    big = big.replace(b"\x81\x2c\x01", b"\x81\x01\x2c")
    assert typedstream.decode(big).text == text


def test_eight_byte_integers_are_read() -> None:
    body = typedstream.decode(attributed([Run("x", {"n": 1 << 40})]))
    assert body.runs == [(1, {"n": 1 << 40})]


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=30))
def test_runs_keep_their_order_and_lengths(texts: list[str]) -> None:
    body = typedstream.decode(attributed([Run(text, {"place": place}) for place, text in enumerate(texts)]))
    assert body.text == "".join(texts)
    assert [said["place"] for _, said in body.runs] == list(range(len(texts)))


@given(st.binary(max_size=400))
def test_any_bytes_behind_a_signature_end_in_a_text_or_in_malformed(noise: bytes) -> None:
    _decodes_or_is_malformed(b"\x04\x0bstreamtyped\x81\xe8\x03" + noise)
    _decodes_or_is_malformed(noise)


@given(st.data())
def test_a_spoilt_body_ends_in_a_text_or_in_malformed(data: st.DataObject) -> None:
    blob = bytearray(attributed([Run("Hello ", {"a": 1}), Run("wörld 😀", {"b": "c", "a": 1}), Run("!", {"a": 1})]))
    for place in data.draw(st.lists(st.integers(0, len(blob) - 1), min_size=1, max_size=6)):
        blob[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(blob)))
    _decodes_or_is_malformed(bytes(blob))
    _decodes_or_is_malformed(bytes(blob[:cut]))


def test_lengths_that_claim_more_than_there_is_are_malformed() -> None:
    blob = plain("hello")
    with pytest.raises(Malformed, match="bytes wanted"):
        typedstream.decode(blob.replace(b"\x05hello", b"\x82\xff\xff\xff\x7fhello"))


def test_depth_is_bounded() -> None:
    deep = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@" + b"\x84\x84\x84\x01A\x00\x85\x92" * 5_000
    with pytest.raises(Malformed, match="too deep"):
        typedstream.decode(deep)


def _decodes_or_is_malformed(blob: bytes) -> None:
    try:
        body = typedstream.decode(blob)
    except Malformed:
        return
    assert len(body.text) <= len(blob)


def _sample(samples: Path, name: str) -> bytes:
    return (samples / "typedstream" / name).read_bytes()
