"""Voice that browsers do not play, as AAC in MP4, where the extra `av` is installed."""

import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from owntexts.previews import playing
from owntexts.previews.answers import Heard, NotPreviewed, Why
from owntexts.previews.kinds import HEARD
from owntexts.previews.limits import Bounds
from owntexts.previews.making import Previews
from owntexts.testing import media
from owntexts.testing.media import HAS_AV, cut, mutated

pytestmark = pytest.mark.skipif(not HAS_AV, reason="the extra `av` is not installed")
SECONDS = 2
OPUS_RATE = 48_000
SAYS = {Why.DAMAGED, Why.FORM, Why.KIND, Why.EMPTY}


@pytest.fixture(scope="module")
def previews() -> Iterator[Previews]:
    with Previews(Bounds(large=True)) as made:
        yield made


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "attachment"


def voice_message() -> bytes:
    """As an iPhone records it: Opus in CAF, which ffmpeg reads and does not write."""
    import av  # noqa: PLC0415 - an extra

    coder = av.CodecContext.create("libopus", "w")
    assert isinstance(coder, av.AudioCodecContext)
    coder.sample_rate, coder.layout, coder.format = OPUS_RATE, "mono", "s16"
    coder.open()
    silence = av.AudioFrame("s16", "mono", coder.frame_size)
    silence.sample_rate = OPUS_RATE
    silence.planes[0].update(bytes(coder.frame_size * 2))
    packets = [bytes(one) for _ in range(SECONDS * OPUS_RATE // coder.frame_size) for one in coder.encode(silence)]
    chunks = {
        b"desc": struct.pack(">d4sIIIII", OPUS_RATE, b"opus", 0, 0, coder.frame_size, 1, 0),
        b"pakt": struct.pack(">qqii", len(packets), len(packets) * coder.frame_size, 0, 0) + bytes(map(len, packets)),
        b"data": bytes(4) + b"".join(packets),
    }
    assert max(map(len, packets)) < 1 << 7
    return b"caff\0\1\0\0" + b"".join(name + struct.pack(">q", len(said)) + said for name, said in chunks.items())


def made(previews: Previews, place: Path, data: bytes) -> Heard | NotPreviewed:
    place.write_bytes(data)
    answer = previews.make(place)
    assert isinstance(answer, Heard | NotPreviewed)
    return answer


def test_every_kind_that_is_heard_is_one_that_is_let_in() -> None:
    assert set(playing.CONTAINERS) >= HEARD


@pytest.mark.parametrize("name", ["voice message", "caf", "amr"])
def test_voice_lasts_as_long_as_it_did_and_is_what_browsers_play(name: str, previews: Previews, place: Path) -> None:
    import av  # noqa: PLC0415 - an extra

    data = {"voice message": voice_message, "caf": media.caf, "amr": media.amr}[name]()
    answer = made(previews, place, data)
    assert isinstance(answer, Heard)
    with av.open(BytesIO(answer.data), format="mp4") as told:
        assert told.streams.audio[0].codec_context.name == "aac"
        assert told.duration
        assert abs(told.duration - SECONDS * 1_000_000) < 200_000


def test_what_is_cut_off_is_heard_as_far_as_it_goes(previews: Previews, place: Path) -> None:
    assert isinstance(made(previews, place, media.amr()[:-200]), Heard)


def test_a_film_and_what_is_no_sound_are_not_heard(previews: Previews, place: Path) -> None:
    assert made(previews, place, media.three_gp()) == NotPreviewed(Why.FORM)
    assert made(previews, place, b"caff\0\1\0\0" + b"z" * 400) == NotPreviewed(Why.DAMAGED)
    assert made(previews, place, media.mp4()) == NotPreviewed(Why.KIND)


@pytest.mark.parametrize("seed", range(3))
def test_a_broken_recording_breaks_nothing(seed: int, previews: Previews, place: Path) -> None:
    for whole in (media.amr(seed), voice_message()):
        for spoilt in (mutated(whole, seed), *cut(whole)):
            answer = made(previews, place, spoilt)
            assert isinstance(answer, Heard) or answer.why in SAYS, answer
    assert isinstance(made(previews, place, media.amr()), Heard)
