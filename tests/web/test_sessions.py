"""Links and sessions by themselves."""

import json

import pytest

from owntexts.web.sessions import HERE, MOST_SESSIONS, NETWORK, SEEN_EACH_S, SESSION_SECONDS, Sessions


class Kept:
    """A place that keeps what it is given."""

    def __init__(self, data: bytes | None = None) -> None:
        self.data = data
        self.saves = 0

    def load(self) -> bytes | None:
        return self.data

    def save(self, data: bytes) -> None:
        self.data = data
        self.saves += 1


def counting() -> Sessions:
    made = iter(range(1, 10_000))
    return Sessions(clock=lambda: 0.0, random=lambda size: next(made).to_bytes(size, "big"))


def test_an_unknown_link_opens_nothing() -> None:
    sessions = counting()
    assert sessions.redeem("") is None
    assert sessions.redeem("\udcff") is None


def test_a_session_ends_with_its_time() -> None:
    now = [0.0]
    sessions = Sessions(clock=lambda: now[0], random=bytes)
    session = sessions.redeem(sessions.link())
    assert sessions.is_open(session)
    now[0] = SESSION_SECONDS
    assert not sessions.is_open(session)


def test_the_oldest_links_give_way_when_there_are_too_many() -> None:
    sessions = counting()
    first = sessions.link()
    for _ in range(MOST_SESSIONS):
        sessions.link()
    assert sessions.redeem(first) is None


def test_sessions_outlive_the_process_and_their_tokens_are_kept_nowhere() -> None:
    kept = Kept()
    token = Sessions(lambda: 0.0, lambda size: b"\x07" * size, kept).begin("Safari on iPhone", NETWORK)
    assert token.encode() not in (kept.data or b"")
    later = Sessions(lambda: 1.0, bytes, kept)
    assert later.place(token) == NETWORK
    later.end_all()
    assert Sessions(lambda: 2.0, bytes, kept).place(token) is None


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b'[{"digest": 1}]', b"\xff", b"[" * 10_000])
def test_what_cannot_be_read_signs_everybody_out(data: bytes) -> None:
    assert Sessions(lambda: 0.0, bytes, Kept(data)).listed() == []


def test_where_a_session_was_seen_is_written_now_and_then_only() -> None:
    now, kept = [0.0], Kept()
    sessions = Sessions(lambda: now[0], bytes, kept)
    token = sessions.begin("", HERE)
    for _ in range(10):
        now[0] += SEEN_EACH_S / 20
        assert sessions.is_open(token)
    assert kept.saves == 1
    now[0] += SEEN_EACH_S
    assert sessions.is_open(token)
    assert kept.saves == 2
    assert json.loads(kept.data or b"")[0]["seen"] == now[0]


def test_the_session_seen_longest_ago_gives_way_when_there_are_too_many() -> None:
    now = [0.0]
    made = iter(range(1, 10_000))
    sessions = Sessions(lambda: now[0], lambda size: next(made).to_bytes(size, "big"))
    first, second = sessions.begin("", HERE), sessions.begin("", HERE)
    now[0] += SEEN_EACH_S
    assert sessions.is_open(first)
    for _ in range(MOST_SESSIONS - 1):
        sessions.begin("", HERE)
    assert sessions.is_open(first)
    assert not sessions.is_open(second)
