"""One-time links that open the page, and the sessions they start. Of both only SHA-256 is kept.

Links live in memory. Sessions outlive the process where there is a place to keep them: a phone stays signed in while
the computer restarts.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import RLock
from typing import Final, Protocol

import msgspec
from msgspec import Struct

LINK_SECONDS: Final = 600
SESSION_SECONDS: Final = 30 * 24 * 3600
SEEN_EACH_S: Final = 600
MOST_SESSIONS: Final = 64
ID_DIGITS: Final = 16
HERE: Final = "here"
NETWORK: Final = "network"
"""From where a browser came in: from this device itself, or from its network."""


class Session(Struct):
    """A browser that is signed in: by what digest, as what, from where (HERE or NETWORK); times in seconds."""

    digest: str
    label: str
    place: str
    began: float
    ends: float
    seen: float

    @property
    def id(self) -> str:
        """What names it, and opens nothing."""
        return self.digest[:ID_DIGITS]


class Kept(Protocol):
    """Where sessions are kept."""

    def load(self) -> bytes | None:
        """What is kept; None where nothing is, or nothing has been written by anybody else since."""

    def save(self, data: bytes) -> None: ...


class Nowhere:
    """They end with the process."""

    def load(self) -> bytes | None:
        return None

    def save(self, data: bytes) -> None:
        pass


_DECODER: Final = msgspec.json.Decoder(list[Session])


@dataclass
class Sessions:
    """Hands out links and sessions. `clock` gives seconds since 1970, `random` gives that many random bytes."""

    clock: Callable[[], float]
    random: Callable[[int], bytes]
    kept: Kept = field(default_factory=Nowhere)
    _links: dict[str, float] = field(default_factory=dict)
    _sessions: dict[str, Session] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    def __post_init__(self) -> None:
        self._take_up()

    def link(self) -> str:
        """A token that opens one session within ten minutes."""
        now, token = self.clock(), self.random(32).hex()
        with self._lock:
            self._links = {digest: ends for digest, ends in self._links.items() if ends > now}
            while len(self._links) >= MOST_SESSIONS:
                del self._links[next(iter(self._links))]
            self._links[_digest(token)] = now + LINK_SECONDS
        return token

    def redeem(self, link: str, label: str = "", place: str = HERE) -> str | None:
        """The new session's token, or None where the link is unknown, used or too old."""
        with self._lock:
            ends = self._links.pop(_digest(link), 0.0)
        if ends <= self.clock():
            return None
        return self.begin(label, place)

    def begin(self, label: str, place: str) -> str:
        """A new session for somebody who has shown that they may have one."""
        token, now = self.random(32).hex(), self.clock()
        digest = _digest(token)
        with self._lock:
            self._take_up()
            self._drop_expired()
            while len(self._sessions) >= MOST_SESSIONS:
                del self._sessions[min(self._sessions, key=lambda each: self._sessions[each].seen)]
            self._sessions[digest] = Session(digest, label, place, now, now + SESSION_SECONDS, now)
            self._save()
        return token

    def is_open(self, session: str | None) -> bool:
        """True while the session lasts."""
        return self.place(session) is not None

    def place(self, session: str | None) -> str | None:
        """From where a session is; None where it is not open."""
        if session is None:
            return None
        self._take_up()
        known = self._sessions.get(_digest(session))
        now = self.clock()
        if known is None or known.ends <= now:
            return None
        if now - known.seen >= SEEN_EACH_S:
            with self._lock:
                known.seen = now
                self._save()
        return known.place

    def csrf(self, session: str) -> str:
        """What each form of this session's pages carries, and no other site can know."""
        return hmac.new(session.encode("utf-8", "surrogateescape"), b"csrf", sha256).hexdigest()

    def may_post(self, session: str | None, csrf: str) -> bool:
        """True where the session is open and the form came from one of its pages."""
        return (
            session is not None
            and self.is_open(session)
            and hmac.compare_digest(self.csrf(session).encode(), csrf.encode("utf-8", "surrogateescape"))
        )

    def listed(self) -> list[Session]:
        """Every open session, the one seen last first."""
        self._take_up()
        self._drop_expired()
        return sorted(self._sessions.values(), key=lambda session: -session.seen)

    def id_of(self, session: str) -> str:
        """What names a session."""
        return _digest(session)[:ID_DIGITS]

    def end(self, session: str) -> None:
        """End one session, by its token."""
        self.end_named(self.id_of(session))

    def end_named(self, one: str) -> None:
        """End one session, by its name."""
        self._end(lambda session: session.id == one)

    def end_all(self) -> None:
        """Sign out everywhere; links that were not used are void too."""
        with self._lock:
            self._links.clear()
            self._end(lambda _: True)

    def _end(self, ends: Callable[[Session], bool]) -> None:
        with self._lock:
            self._take_up()
            self._sessions = {digest: one for digest, one in self._sessions.items() if not ends(one)}
            self._save()

    def _take_up(self) -> None:
        """What another process of this device has written; what cannot be read signs everybody out."""
        data = self.kept.load()
        if data is None:
            return
        try:
            told = _DECODER.decode(data)
        except msgspec.MsgspecError:
            told = []
        self._sessions = {session.digest: session for session in told[:MOST_SESSIONS]}

    def _drop_expired(self) -> None:
        now = self.clock()
        if any(one.ends <= now for one in list(self._sessions.values())):
            self._end(lambda session: session.ends <= now)

    def _save(self) -> None:
        self.kept.save(msgspec.json.encode(list(self._sessions.values())))


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
