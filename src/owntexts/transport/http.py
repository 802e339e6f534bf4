"""A hub over HTTP: the protocol of `owntexts.wire.hub`, one small method a request.

Answers are read up to a bound and no further; only questions that change nothing are asked a second time, once, and
only where the connection broke under them. Redirects and the machine's proxy settings are not followed.
"""

from collections.abc import Callable, Iterator
from typing import Final, Literal, Self, TypeVar

import httpx2
import msgspec

from owntexts import __version__
from owntexts.errors import WrongUsage
from owntexts.explain import Fix
from owntexts.transport.link import HubAddress, parse_address
from owntexts.transport.nudging import Nudging
from owntexts.transport.refusals import not_a_hub, refusal, too_long, unreachable
from owntexts.transport.trust import trust
from owntexts.wire import limits
from owntexts.wire.hub import (
    About,
    Admission,
    Challenge,
    ChangeToken,
    CreateAccount,
    DeviceSeen,
    Head,
    Page,
    SignIn,
)

TIMEOUT: Final = httpx2.Timeout(60.0, connect=10.0)
SMALL_ANSWER: Final = 1 * limits.MIB
PAGE_ANSWER: Final = limits.PAGE + 2 * limits.MIB
KEYRING_ANSWER: Final = 64 * limits.MIB

Answer = TypeVar("Answer")
Method = Literal["GET", "POST", "DELETE"]


class HttpHub:
    """A hub as one device sees it. `token` is the device's own (32 bytes) or the ticket of a sign-in (text).

    `counted` hears of the bytes of each request and answer, heads and bodies, perhaps from several threads.
    """

    def __init__(
        self,
        url: str,
        *,
        token: bytes | str | None = None,
        pin: str | None = None,
        version: str = __version__,
        counted: Callable[[int], None] = lambda _bytes: None,
    ) -> None:
        given = parse_address(url)
        self.address = HubAddress(given.url, pin or given.pin)
        if self.address.pin and not self.address.url.startswith("https://"):
            raise WrongUsage(
                "A pinned certificate needs an https address",
                "The hub's address is plain http, which shows no certificate.",
                fixes=(Fix("hub_link", "Take the link that the hub prints", "person", command="owntexts hub link"),),
            )
        self._client = httpx2.Client(
            base_url=self.address.url,
            headers=_headers(token, version),
            verify=trust(self.address.pin),
            timeout=TIMEOUT,
            trust_env=False,
        )
        self._counted = counted
        self._nudging = Nudging(self._client, self.address.url, counted)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back; a thread that listens for nudges is let go."""
        self._nudging.stop()
        self._client.close()

    def about(self) -> About:
        return self._json("GET", "/v1/about", About)

    def create_account(self, request: CreateAccount) -> ChangeToken:
        return self._json("POST", "/v1/accounts", ChangeToken, msgspec.json.encode(request))

    def challenge(self, name: str, method: Literal["password", "recovery"]) -> Challenge:
        asked = msgspec.json.encode({"name": name, "method": method})
        return self._json("POST", "/v1/sign-in/challenge", Challenge, asked)

    def sign_in(self, request: SignIn) -> Admission:
        return self._json("POST", "/v1/sign-in", Admission, msgspec.json.encode(request))

    def keyring(self, since: int = 0) -> list[bytes]:
        """The stored bytes of the keyring's entries from number `since` on."""
        body = self._ask("GET", f"/v1/keyring?since={since}", bound=KEYRING_ANSWER)
        return self._unpacked(body, list[bytes])

    def append_entry(self, entry: bytes, token_sha256: bytes | None = None) -> ChangeToken:
        headers = {"Owntexts-Token-Sha256": token_sha256.hex()} if token_sha256 else {}
        return self._decoded(self._ask("POST", "/v1/keyring", entry, headers=OCTETS | headers), ChangeToken)

    def head(self) -> Head:
        return self._json("GET", "/v1/head", Head)

    def fetch(self, since: ChangeToken, limit_bytes: int) -> Page:
        asked = f"incarnation={since.incarnation.hex()}&token={since.token}&hash={since.zone_hash.hex()}"
        body = self._ask("GET", f"/v1/items?{asked}&limit={limit_bytes}", bound=PAGE_ANSWER)
        return self._unpacked(body, Page)

    def push(self, item: bytes) -> ChangeToken:
        return self._decoded(self._ask("POST", "/v1/items", item, headers=OCTETS), ChangeToken)

    def devices(self) -> list[DeviceSeen]:
        return self._json("GET", "/v1/devices", list[DeviceSeen])

    def end_device(self, device: bytes) -> None:
        self._ask("DELETE", f"/v1/devices/{device.hex()}/token")

    def nudges(self) -> Iterator[int]:
        """Head tokens as the hub commits items; ends when the hub lets go or `close` is called from another thread."""
        return self._nudging.tokens()

    def _json(self, method: Method, path: str, kind: type[Answer], body: bytes | None = None) -> Answer:
        return self._decoded(self._ask(method, path, body, headers=JSON if body else {}), kind)

    def _decoded(self, body: bytes, kind: type[Answer]) -> Answer:
        try:
            return msgspec.json.decode(body, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise not_a_hub(self.address.url, f"an answer without meaning: {error}") from error

    def _unpacked(self, body: bytes, kind: type[Answer]) -> Answer:
        try:
            return msgspec.msgpack.decode(body, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise not_a_hub(self.address.url, f"an answer without meaning: {error}") from error

    def _ask(
        self,
        method: Method,
        path: str,
        body: bytes | None = None,
        *,
        headers: dict[str, str] | None = None,
        bound: int = SMALL_ANSWER,
    ) -> bytes:
        request = self._client.build_request(method, path, content=body, headers=headers)
        try:
            return self._answer(request, bound)
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError) as error:
            if method != "GET":
                raise unreachable(error, self.address.url) from error
        except httpx2.HTTPError as error:
            raise unreachable(error, self.address.url) from error
        return self._second_answer(request, bound)

    def _second_answer(self, request: httpx2.Request, bound: int) -> bytes:
        try:
            return self._answer(request, bound)
        except httpx2.HTTPError as error:
            raise unreachable(error, self.address.url) from error

    def _answer(self, request: httpx2.Request, bound: int) -> bytes:
        self._counted(_head_bytes(request.headers) + len(request.content))
        response = self._client.send(request, stream=True)
        try:
            body = self._bounded(response, bound)
        finally:
            response.close()
        if response.is_success:
            return body
        raise refusal(response.status_code, body, self.address.url)

    def _bounded(self, response: httpx2.Response, bound: int) -> bytes:
        body = bytearray()
        self._counted(_head_bytes(response.headers))
        for piece in response.iter_raw():
            self._counted(len(piece))
            body += piece
            if len(body) > bound:
                raise too_long(self.address.url, bound)
        return bytes(body)


OCTETS: Final = {"Content-Type": "application/octet-stream"}
JSON: Final = {"Content-Type": "application/json"}
LINE_MARKS: Final = len(": \r\n")
FIRST_LINE: Final = 40


def _head_bytes(headers: httpx2.Headers) -> int:
    """The bytes of a head: each line with its colon, space and line end, and one line about as long before them."""
    lines = [len(name) + len(value) + LINE_MARKS for name, value in headers.raw]
    return sum(lines) + FIRST_LINE


def _headers(token: bytes | str | None, version: str) -> dict[str, str]:
    headers = {"Owntexts-Version": version, "Accept-Encoding": "identity", "User-Agent": f"owntexts/{version}"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token.hex() if isinstance(token, bytes) else token}"
    return headers
