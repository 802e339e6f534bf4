"""Of each device the status that was told last holds, in whatever order it comes."""

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.clock import VOID_FROM_MS
from owntexts.model.codec import Unknown, decode_records, encode_records
from owntexts.model.device_status import key, merge, says_the_same
from owntexts.model.records import DeviceStatus, Stamp

ME = b"d" * 16

told = st.builds(
    DeviceStatus,
    stamp=st.builds(Stamp, st.sampled_from([1, 2, VOID_FROM_MS]), st.integers(0, 1), st.just(ME)),
    state=st.sampled_from(["up_to_date", "paused"]),
    reasons=st.sampled_from([(), ("power.low_power_mode",)]),
    synced=st.sampled_from([None, 1]),
    version=st.sampled_from(["0.1.0", "0.2.0"]),
)


def a_status(ms: int, state: str = "up_to_date", device: bytes = ME, **more: object) -> DeviceStatus:
    return DeviceStatus(stamp=Stamp(ms, 0, device), state=state, **more)  # type: ignore[arg-type]


@given(st.lists(told, min_size=1, max_size=5), st.data())
def test_any_order_and_any_repetition_end_equal(given_: list[DeviceStatus], data: st.DataObject) -> None:
    again = data.draw(st.permutations(given_ + data.draw(st.lists(st.sampled_from(given_), max_size=3))))
    assert reduce(merge, again) == reduce(merge, given_)


@given(told, told, told)
def test_merging_is_associative(a: DeviceStatus, b: DeviceStatus, c: DeviceStatus) -> None:
    assert merge(merge(a, b), c) == merge(a, merge(b, c))


def test_the_one_told_last_holds_and_a_void_stamp_beats_nothing() -> None:
    assert merge(a_status(2, "paused"), a_status(1)) == a_status(2, "paused")
    assert merge(a_status(VOID_FROM_MS, "paused"), a_status(1)) == a_status(1)


def test_each_device_has_one_of_its_own() -> None:
    assert key(a_status(1)) == key(a_status(2, "paused"))
    assert key(a_status(1)) != key(a_status(1, device=b"e" * 16))


def test_time_alone_says_nothing_new() -> None:
    assert says_the_same(a_status(1, synced=1), a_status(2, synced=2))
    assert not says_the_same(a_status(1), a_status(1, "paused"))
    assert not says_the_same(a_status(1, "paused"), a_status(1, "paused", reasons=("heat.serious",)))
    assert not says_the_same(a_status(1, version="1"), a_status(1, version="2"))


def test_one_with_more_than_its_fixed_room_is_kept_and_not_believed() -> None:
    for large in (a_status(1, "x" * 65), a_status(1, reasons=("x",) * 9), a_status(1, version="x" * 65)):
        (read,) = decode_records(data := encode_records([large]))
        assert isinstance(read, Unknown)
        assert encode_records([read]) == data
