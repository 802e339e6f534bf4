"""Videos have a picture and a length, sounds a length, where the extra is installed."""

from io import BytesIO

import pytest
from tests.previews.conftest import Made, opened

from owntexts.previews import kinds, playing
from owntexts.previews.answers import NotPreviewed, Picture, Sound, Why
from owntexts.previews.kinds import PLAYED
from owntexts.testing import media
from owntexts.testing.media import HAS_AV, NEEDLE, QUARTERS, Sample, corners, samples
from owntexts.wire.limits import PREVIEW

needs_av = pytest.mark.skipif(not HAS_AV, reason="the extra `av` is not installed")
PLAYED_HERE = tuple(sample for sample in samples() if sample.lasts)
WIDE, TALL = (320, 180), (180, 320)


def test_every_kind_that_is_let_in_has_its_container() -> None:
    assert set(playing.CONTAINERS) == PLAYED


@needs_av
@pytest.mark.parametrize("sample", PLAYED_HERE, ids=lambda sample: sample.name)
def test_a_video_has_a_picture_and_a_length_and_a_sound_its_length(sample: Sample, make: Made) -> None:
    answer = make(sample.data)
    assert isinstance(answer, Picture | Sound)
    assert sample.lasts
    assert answer.lasts
    assert abs(answer.lasts - sample.lasts) < 200
    assert isinstance(answer, Picture) == (sample.width is not None)
    if isinstance(answer, Picture):
        assert (answer.width, answer.height) == (sample.width, sample.height)
        assert len(answer.data) <= PREVIEW
        assert corners(opened(answer)) == QUARTERS
        assert NEEDLE.encode() not in answer.data


@needs_av
@pytest.mark.parametrize("codec", ["libx264", "libx265", "mpeg4", "libsvtav1"])
def test_the_codecs_of_phones_are_decoded(codec: str, make: Made) -> None:
    assert corners(opened(make(media.video("mp4", codec, 1, WIDE)))) == QUARTERS


@needs_av
def test_a_codec_that_no_phone_writes_is_not_decoded(make: Made) -> None:
    assert make(media.video("mp4", "libvpx-vp9", 1, WIDE)) == NotPreviewed(Why.FORM)


@needs_av
def test_a_video_of_an_upright_phone_stands_upright(make: Made) -> None:
    answer = make(media.on_its_side(media.mov(size=WIDE)))
    assert isinstance(answer, Picture)
    assert (answer.width, answer.height) == TALL
    assert opened(answer).size == TALL
    assert corners(opened(answer)) == ("blue", "red", "white", "lime")


@needs_av
def test_a_video_that_begins_in_the_dark_shows_when_there_is_light(make: Made) -> None:
    assert corners(opened(make(media.mp4(seconds=4, dark=2)))) == QUARTERS


@needs_av
def test_a_video_that_stays_dark_is_shown_as_it_is(make: Made) -> None:
    assert opened(make(media.mp4(dark=2))).convert("L").getextrema()[1] <= 1  # type: ignore[operator]


@needs_av
def test_a_video_file_without_a_video_is_a_sound(make: Made) -> None:
    assert isinstance(make(media.sound("3gp", "libopencore_amrnb", 1, 1)), Sound)


@needs_av
@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [("mp3", "libmp3lame", 44_100), ("ogg", "libopus", 48_000), ("wav", "pcm_s16le", 8_000)],
)
def test_other_sounds_have_a_length_too(container: str, codec: str, rate: int, make: Made) -> None:
    answer = make(media.sound(container, codec, 1, 2, rate))
    assert isinstance(answer, Sound)
    assert 1_900 < answer.lasts < 2_200


@needs_av
def test_a_playlist_behind_the_header_of_a_film_reads_no_other_file(make: Made) -> None:
    """The header says which container is tried, and none but that one is."""
    header = b"\0\0\0\x10ftypisom\0\0\0\0"
    assert make(header + b"\n#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n") == NotPreviewed(Why.DAMAGED)


def test_without_the_extra_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playing, "find_spec", lambda _: None)
    assert playing.played(BytesIO(b"a film"), kinds.MP4) == NotPreviewed(Why.EXTRA)
    assert not Why.EXTRA.lasting
