"""Rows that a device gave."""

from contextlib import closing

from owntexts.sources.telephony.spool import Spool


def test_rows_come_back_in_the_order_of_their_keys() -> None:
    with closing(Spool()) as spool:
        spool.put("a", [(3, b'{"n": 3}'), (1, b'{"n": 1}'), (3, b'{"n": 4}')])
        spool.put("b", [(2, b"{}")])
        assert list(spool.all("a")) == [(1, b'{"n": 1}'), (3, b'{"n": 3}'), (3, b'{"n": 4}')]
        assert spool.of("a", 3) == [{"n": 3}, {"n": 4}]
        assert spool.has("b")
        assert not spool.has("c")


def test_a_row_takes_the_place_of_the_one_before_it() -> None:
    with closing(Spool()) as spool:
        spool.replace("a", [(1, b"old"), (1, b"new")])
        assert list(spool.all("a")) == [(1, b"new")]


def test_all_can_be_walked_twice_at_once() -> None:
    with closing(Spool()) as spool:
        spool.put("a", [(number, b"x") for number in range(100)])
        assert sum(len(list(spool.all("a"))) for _ in spool.all("a")) == 10_000
