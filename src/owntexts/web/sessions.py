"""One-time links that open the page, and the sessions they start. Both live in memory and end with the process."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

LINK_SECONDS: Final = 600
SESSION_SECONDS: Final = 30 * 24 * 3600
MOST_SESSIONS: Final = 64


@dataclass
class Sessions:
    """Hands out links and sessions; keeps only SHA-256 of what it handed out.

    `clock` gives seconds, `random` gives that many random bytes.
    """

    clock: Callable[[], float]
    random: Callable[[int], bytes]
    _links: dict[bytes, float] = field(default_factory=dict)
    _sessions: dict[bytes, float] = field(default_factory=dict)

    def link(self) -> str:
        """A token that opens one session within ten minutes."""
        return self._issue(self._links, LINK_SECONDS)

    def redeem(self, link: str) -> str | None:
        """The new session's token, or None where the link is unknown, used or too old."""
        if not self._take(self._links, link):
            return None
        return self._issue(self._sessions, SESSION_SECONDS)

    def is_open(self, session: str | None) -> bool:
        """True while the session lasts."""
        return session is not None and self._find(self._sessions, session) is not None

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

    def end(self, session: str) -> None:
        """End one session."""
        self._take(self._sessions, session)

    def _issue(self, tokens: dict[bytes, float], seconds: int) -> str:
        self._drop_expired(tokens)
        while len(tokens) >= MOST_SESSIONS:
            del tokens[next(iter(tokens))]
        token = self.random(32).hex()
        tokens[_digest(token)] = self.clock() + seconds
        return token

    def _drop_expired(self, tokens: dict[bytes, float]) -> None:
        now = self.clock()
        for digest in [digest for digest, ends in tokens.items() if ends <= now]:
            del tokens[digest]

    def _find(self, tokens: dict[bytes, float], token: str) -> bytes | None:
        self._drop_expired(tokens)
        wanted = _digest(token)
        return next((digest for digest in tokens if hmac.compare_digest(digest, wanted)), None)

    def _take(self, tokens: dict[bytes, float], token: str) -> bool:
        found = self._find(tokens, token)
        if found is None:
            return False
        del tokens[found]
        return True


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogateescape")).digest()
