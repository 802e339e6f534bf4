"""A hub over HTTP: the protocol of `owntexts.wire.hub`, one small method a request.

Answers are read up to a bound and no further. Only what changes nothing, or changes nothing more the second time, is
asked a second time, once, and only where the connection broke under it. Redirects and the machine's proxy settings are
not followed. Several threads may use one hub at a time.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from http import HTTPStatus
from typing import Final, Literal, Self, TypeVar

import httpx2
import msgspec

from owntexts import __version__
from owntexts.errors import HubFailed, WrongUsage
from owntexts.explain import Fix
from owntexts.transport.link import HubAddress, parse_address
from owntexts.transport.nudging import Nudging
from owntexts.transport.refusals import code_of, hold_attachments_only, not_a_hub, refusal, too_long, unreachable
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
    Storage,
)

TIMEOUT: Final = httpx2.Timeout(60.0, connect=10.0)
SMALL_ANSWER: Final = 1 * limits.MIB
PAGE_ANSWER: Final = limits.PAGE + 2 * limits.MIB
KEYRING_ANSWER: Final = 64 * limits.MIB
BLOB_ANSWER: Final = limits.BLOB_SEALED + limits.MIB
"""A little more than a blob, so that one that has grown is told as what it is, damaged."""

Answer = TypeVar("Answer")
Method = Literal["GET", "POST", "PUT", "DELETE"]
REPEATED: Final[frozenset[Method]] = frozenset({"GET", "PUT"})


class Missing(msgspec.Struct):
    """The ids that a hub does not have."""

    missing: list[bytes]


class Freed(msgspec.Struct):
    """What counts no more."""

    bytes: int


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
            verify=trust(self.address),
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

    def keep_blobs(self, ids: Sequence[bytes]) -> list[bytes]:
        asked = msgspec.json.encode({"ids": ids})
        return self._json("POST", "/v1/blobs/keep", Missing, asked).missing

    def put_blob(self, blob: bytes, data: bytes, *, instead_of: bytes | None = None) -> bool:
        headers = OCTETS | ({"Owntexts-Instead-Of": instead_of.hex()} if instead_of else {})
        try:
            status, _ = self._told("PUT", _of_blob(blob), data, headers=headers, known={"other_bytes"})
        except HubFailed as error:
            hold_attachments_only(error)
            raise
        return status == HTTPStatus.CREATED

    def blob(self, blob: bytes) -> bytes | None:
        status, body = self._told("GET", _of_blob(blob), bound=BLOB_ANSWER, known={"not_found"})
        return body if status == HTTPStatus.OK else None

    def delete_blobs(self, ids: Sequence[bytes], *, seen: ChangeToken, now: bool) -> int:
        asked = msgspec.json.encode({"ids": ids, "seen": seen, "now": now})
        return self._json("POST", "/v1/blobs/delete", Freed, asked).bytes

    def storage(self) -> Storage:
        return self._json("GET", "/v1/storage", Storage)

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
        return self._told(method, path, body, headers=headers, bound=bound)[1]

    def _told(
        self,
        method: Method,
        path: str,
        body: bytes | None = None,
        *,
        headers: dict[str, str] | None = None,
        bound: int = SMALL_ANSWER,
        known: Collection[str] = (),
    ) -> tuple[int, bytes]:
        """Status and body of a yes, and of a no whose code the asker knows the answer to; any other no is raised."""
        request = self._client.build_request(method, path, content=body, headers=headers)
        status, told = self._sent(request, bound, again=method in REPEATED)
        if httpx2.codes.is_success(status) or code_of(told) in known:
            return status, told
        raise refusal(status, told, self.address.url)

    def _sent(self, request: httpx2.Request, bound: int, *, again: bool) -> tuple[int, bytes]:
        try:
            return self._answer(request, bound)
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError) as error:
            if again:
                return self._sent(request, bound, again=False)
            raise unreachable(error, self.address.url) from error
        except httpx2.HTTPError as error:
            raise unreachable(error, self.address.url) from error

    def _answer(self, request: httpx2.Request, bound: int) -> tuple[int, bytes]:
        self._counted(_head_bytes(request.headers) + len(request.content))
        response = self._client.send(request, stream=True)
        try:
            return response.status_code, self._bounded(response, bound)
        finally:
            response.close()

    def _bounded(self, response: httpx2.Response, bound: int) -> bytes:
        pieces, room = list[bytes](), bound
        self._counted(_head_bytes(response.headers))
        for piece in response.iter_raw():
            self._counted(len(piece))
            pieces.append(piece)
            room -= len(piece)
            if room < 0:
                raise too_long(self.address.url, bound)
        return b"".join(pieces)


OCTETS: Final = {"Content-Type": "application/octet-stream"}
JSON: Final = {"Content-Type": "application/json"}
LINE_MARKS: Final = len(": \r\n")
FIRST_LINE: Final = 40


def _head_bytes(headers: httpx2.Headers) -> int:
    """The bytes of a head: each line with its colon, space and line end, and one line about as long before them."""
    lines = [len(name) + len(value) + LINE_MARKS for name, value in headers.raw]
    return sum(lines) + FIRST_LINE


def _of_blob(blob: bytes) -> str:
    return f"/v1/blobs/{blob.hex()}"


def _headers(token: bytes | str | None, version: str) -> dict[str, str]:
    headers = {"Owntexts-Version": version, "Accept-Encoding": "identity", "User-Agent": f"owntexts/{version}"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token.hex() if isinstance(token, bytes) else token}"
    return headers
