"""Links and sessions by themselves."""

from owntexts.web.sessions import MOST_SESSIONS, SESSION_SECONDS, Sessions


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
