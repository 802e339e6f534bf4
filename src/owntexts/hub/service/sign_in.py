"""Sign-in: a challenge for whoever asks, and a ticket for who signs it with the account's login key.

A name that nobody has is answered as one that somebody has: the same shape, values that stay the same, the same work.
"""

import hmac
import threading
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from owntexts.hub.ports import Login, Method
from owntexts.hub.service.limits import Window, address_key
from owntexts.hub.service.names import name_key
from owntexts.hub.service.refusals import busy, malformed, password_wrong, wrong_host
from owntexts.hub.service.tickets import Tickets
from owntexts.hub.service.tools import Tools
from owntexts.wire.hub import Admission, Challenge, SignIn
from owntexts.wire.signing import login_message, verify

NONCE_LIVES_MS: Final = 10 * 60_000
SPAN_MS: Final = 15 * 60_000
TRIES_A_NAME: Final = 10
TRIES_AN_ADDRESS: Final = 30
CHALLENGES_AN_ADDRESS: Final = 600
MOST_SPENT: Final = 100_000
LONGEST_TEXT: Final = 256

_MEMORY_KIB: Final = 64 << 10
_ITERATIONS: Final = 3
_LANES: Final = 4
_NOBODYS_KEY: Final = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
"""The public key of RFC 8032's first test: a valid point, so that verifying costs the same; it opens nothing."""


class SignInService:
    """Challenges and sign-ins."""

    def __init__(self, tools: Tools, tickets: Tickets, is_mine: Callable[[str], bool]) -> None:
        self._tools = tools
        self._tickets = tickets
        self._is_mine = is_mine
        self._names = Window(TRIES_A_NAME, SPAN_MS)
        self._addresses = Window(TRIES_AN_ADDRESS, SPAN_MS)
        self._challenges = Window(CHALLENGES_AN_ADDRESS, SPAN_MS)
        self._spent = SpentNonces()

    def challenge(self, name: str, method: Method, address: str) -> Challenge:
        _check_length(name)
        now = self._tools.now()
        self._challenges.take(address_key(address), now)
        _, login = self._account_and_login(name, method)
        return Challenge(
            nonce=self._nonce(name, method, now + NONCE_LIVES_MS),
            salt=login.salt,
            memory_kib=login.memory_kib,
            iterations=login.iterations,
            lanes=login.lanes,
        )

    def sign_in(self, request: SignIn, address: str) -> Admission:
        """A ticket for the account; Refused (401) for a wrong secret and for a name that nobody has alike."""
        _check_length(request.name, request.host)
        if not self._is_mine(request.host):
            raise wrong_host(request.host)
        now = self._tools.now()
        by_name, by_address = name_key(request.name), address_key(address)
        self._addresses.take(by_address, now)
        self._names.take(by_name, now)
        account = self._proven(request, now)
        self._addresses.give_back(by_address)
        self._names.give_back(by_name)
        return Admission(account=account, ticket=self._tickets.issue(account, now))

    def _proven(self, request: SignIn, now: int) -> bytes:
        account, login = self._account_and_login(request.name, request.method)
        message = login_message(nonce=request.nonce, host=request.host, name=request.name, method=request.method)
        signed = verify(login.public_key, message, request.signature)
        fresh = self._is_fresh(request, now)
        if account is None or not (signed and fresh):
            raise password_wrong()
        return account

    def _account_and_login(self, name: str, method: Method) -> tuple[bytes | None, Login]:
        key = name_key(name)
        fake = self._fake(key, method)
        with self._tools.database.reading() as books:
            account = books.accounts.named(key)
            login = books.accounts.login(account.id if account else bytes(16), method)
        if account is None or login is None:
            return None, fake
        return account.id, login

    def _fake(self, key: str, method: Method) -> Login:
        if method == "recovery":
            return Login(method, _NOBODYS_KEY, b"", 0, 0, 0)
        salt = self._mac("salt", key)[:16]
        return Login(method, _NOBODYS_KEY, salt, _MEMORY_KIB, _ITERATIONS, _LANES)

    def _nonce(self, name: str, method: Method, ends_at: int) -> bytes:
        head = ends_at.to_bytes(8, "big") + self._tools.random(8)
        return head + self._nonce_mac(head, name, method)

    def _is_fresh(self, request: SignIn, now: int) -> bool:
        """Whether this hub gave the nonce for this name, not long ago, and nobody has used it since."""
        head, mac = request.nonce[:16], request.nonce[16:]
        if not hmac.compare_digest(mac, self._nonce_mac(head, request.name, request.method)):
            return False
        ends_at = int.from_bytes(head[:8], "big")
        return now < ends_at and self._spent.spend(request.nonce, ends_at, now)

    def _nonce_mac(self, head: bytes, name: str, method: Method) -> bytes:
        return self._mac("nonce", head.hex(), method, name_key(name))[:16]

    def _mac(self, *words: str) -> bytes:
        return hmac.digest(self._tools.secret, "\0".join(words).encode(), sha256)


class SpentNonces:
    """Nonces that were used, until they would have ended anyway."""

    def __init__(self) -> None:
        self._spent: dict[bytes, int] = {}
        self._guard = threading.Lock()

    def spend(self, nonce: bytes, ends_at: int, now: int) -> bool:
        """True the first time."""
        with self._guard:
            if len(self._spent) >= MOST_SPENT:
                self._spent = {each: end for each, end in self._spent.items() if end > now}
            if len(self._spent) >= MOST_SPENT:
                raise busy("Too many sign-ins at once.")
            if nonce in self._spent:
                return False
            self._spent[nonce] = ends_at
            return True


def _check_length(*texts: str) -> None:
    if any(len(text) > LONGEST_TEXT for text in texts):
        raise malformed(f"Names and hosts have at most {LONGEST_TEXT} characters.")
