from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from owntexts.sources.apple_messages import bodies, typedstream
from owntexts.testing.apple.typedstream import Run, attributed, plain

FRAKTUR = "𝖍𝖊𝖑𝖑𝖔 𝖜𝖔𝖗𝖑𝖉"  # noqa: RUF001 - letters outside the first 65,536, as the sample has them


def test_the_short_way_reads_plain_bodies_only(samples: Path) -> None:
    short = {path.name: bodies.sole_text(path.read_bytes()) for path in (samples / "typedstream").iterdir()}
    assert {name: text[:10] for name, text in short.items() if text is not None} == {
        "AttributedBodyTextOnly": "Noter test",
        "LongMessage": "Sed nibh v",
        "WeirdText": FRAKTUR[:10],
    }


def test_a_damaged_body_gives_what_can_be_seen_and_a_complaint(samples: Path) -> None:
    complaints: list[str] = []
    body = bodies.attributed((samples / "typedstream" / "ExtraData").read_bytes(), complaints)
    assert body.text.strip() == "This is parsing"
    assert "157 bytes wanted" in complaints[0]


def test_a_lone_surrogate_becomes_one_mark_and_a_complaint() -> None:
    complaints: list[str] = []
    blob = plain("a?b").replace(b"\x03a?b", b"\x05a\xed\xa0\x80b")
    assert bodies.attributed(blob, complaints).text == "a\ufffdb"
    assert "no UTF-8" in complaints[0]


def test_a_mark_that_was_written_is_no_complaint() -> None:
    complaints: list[str] = []
    assert bodies.attributed(plain("a\ufffdb"), complaints).text == "a\ufffdb"
    assert complaints == []


@given(st.text(max_size=70_000).filter(lambda text: text == text.encode("utf-8", "replace").decode()))
def test_the_short_way_and_the_long_way_agree(text: str) -> None:
    blob = plain(text)
    short = bodies.sole_text(blob)
    assert typedstream.decode(blob).text == text
    assert short == text


@given(st.data())
def test_a_spoilt_body_always_gives_a_text(data: st.DataObject) -> None:
    blob = bytearray(
        attributed([Run("Hello ", {"a": 1}), Run("wörld 😀", {"b": "c"})]) if data.draw(st.booleans()) else plain("hi")
    )
    for place in data.draw(st.lists(st.integers(0, len(blob) - 1), max_size=6)):
        blob[place] = data.draw(st.integers(0, 255))
    spoilt = bytes(blob[: data.draw(st.integers(0, len(blob)))])
    assert len(bodies.attributed(spoilt, []).text) <= len(spoilt)
