"""The password opens class keys, a class key opens the keys of files, and nothing else does."""

from contextlib import suppress
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.crypto.foreign import keybag
from owntexts.crypto.foreign.unopened import Unopened, WrongPassword
from owntexts.testing.apple.corpus import chance_of
from owntexts.testing.iphone.keybags import FEW_ROUNDS, Bag, make_bag

PASSWORD = "correct horse"
RUNS = pytest.mark.parametrize("run", ["short", pytest.param("long", marks=pytest.mark.torture)])


def bag(password: str = PASSWORD, rounds: tuple[int, int] | None = FEW_ROUNDS, *, kind: int = 1) -> Bag:
    return make_bag(password, chance_of(7), rounds, kind=kind)


def record(tag: bytes, value: bytes) -> bytes:
    return tag + pack(">I", len(value)) + value


@pytest.mark.parametrize("rounds", [FEW_ROUNDS, None], ids=["since iOS 10.2", "before"])
@pytest.mark.parametrize("password", [PASSWORD, "Grüße 😀", "x"])
def test_the_password_opens_the_keys_of_every_class(password: str, rounds: tuple[int, int] | None) -> None:
    made = bag(password, rounds)
    assert keybag.parse(made.data).unlocked(password) == made.keys


def test_the_keys_of_the_device_itself_are_left_out() -> None:
    assert set(keybag.parse(bag().data).wrapped) == set(range(1, 9))


def test_another_password_opens_nothing() -> None:
    with pytest.raises(WrongPassword):
        keybag.parse(bag().data).unlocked("Correct horse")


def test_one_damaged_class_key_does_not_make_the_password_wrong() -> None:
    made = bag()
    at = made.data.rindex(b"WPKY", 0, made.data.index(record(b"CLAS", pack(">I", 5)))) + 12
    spoilt = made.data[:at] + bytes([made.data[at] ^ 1]) + made.data[at + 1 :]
    assert set(keybag.parse(spoilt).unlocked(PASSWORD)) == set(range(1, 9)) - {4}


def test_a_class_key_opens_the_key_of_a_file() -> None:
    key = bytes(range(32))
    sealed = keybag.sealed(bag().keys, 3, key)
    assert sealed[:4] == b"\x03\0\0\0"
    assert keybag.opened(bag().keys, sealed) == key


@pytest.mark.parametrize("sealed", [b"", b"\x03\0\0\0", b"\x03\0\0\0" + bytes(40), b"\x09\0\0\0" + bytes(40)])
def test_a_key_that_does_not_fit_is_refused_in_words(sealed: bytes) -> None:
    with pytest.raises(Unopened, match="class"):
        keybag.opened(bag().keys, sealed)


def test_a_bag_of_another_kind_is_refused_and_named() -> None:
    with pytest.raises(Unopened, match="type 0"):
        keybag.parse(bag(kind=0).data)


@pytest.mark.parametrize("tag", [b"DPIC", b"ITER"])
@pytest.mark.parametrize("rounds", [0, 100_000_001, 0xFFFFFFFF])
def test_absurd_rounds_are_refused_before_any_work(tag: bytes, rounds: int) -> None:
    data = bag().data
    at = data.index(tag) + 8
    with pytest.raises(Unopened, match="rounds"):
        keybag.parse(data[:at] + pack(">I", rounds) + data[at + 4 :])


@pytest.mark.parametrize("tag", [b"SALT", b"DPSL", b"ITER", b"DPIC", b"TYPE"])
def test_a_bag_that_lacks_a_record_is_refused_and_the_record_named(tag: bytes) -> None:
    with pytest.raises(Unopened, match=tag.decode()):
        keybag.parse(bag().data.replace(tag, b"XXXX", 1))


def test_a_bag_of_too_many_or_too_large_records_is_refused() -> None:
    more = b"".join(record(b"UUID", bytes(16)) for _ in range(100))
    with pytest.raises(Unopened, match="class keys"):
        keybag.parse(bag().data + more)
    with pytest.raises(Unopened, match="bytes"):
        keybag.parse(bag().data + bytes(1 << 16))


def test_cut_anywhere_it_is_refused_or_has_fewer_keys() -> None:
    data = bag().data
    for size in range(len(data)):
        with suppress(Unopened):
            assert set(keybag.parse(data[:size]).wrapped) <= set(range(1, 9))


@RUNS
@given(st.data())
def test_any_bytes_are_a_bag_or_refused(run: str, data: st.DataObject) -> None:
    blob = bytearray(data.draw(st.sampled_from([bag().data, b""]))) + data.draw(st.binary(max_size=64))
    for _ in range(data.draw(st.integers(0, 4)) if blob else 0):
        blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    try:
        parsed = keybag.parse(bytes(blob))
    except Unopened:
        return
    assert 0 < len(parsed.wrapped) <= keybag.MOST_CLASSES
    assert 0 < parsed.stretching.rounds <= keybag.MOST_ROUNDS
    assert 0 <= parsed.stretching.first_rounds <= keybag.MOST_ROUNDS
