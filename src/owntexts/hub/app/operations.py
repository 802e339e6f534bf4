"""What an operation of the HTTP interface is: where it stands, who may ask, what goes in, what comes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, TypeVar

import msgspec

from owntexts.hub.service.callers import Caller, Member
from owntexts.hub.service.refusals import malformed
from owntexts.hub.service.services import Services

Kind = TypeVar("Kind")


class Door(Enum):
    """Who may ask."""

    OPEN = "anyone"
    VISITORS = "a device, or a ticket of a sign-in"
    MEMBERS = "a device"


class Answer(Enum):
    """How an answer travels: as a type, as a file's bytes, or as a status alone (stored now: 201, before: 200)."""

    JSON = "application/json"
    MSGPACK = "application/octet-stream"
    FILE = "file"
    STORED = "stored"
    NOTHING = ""


@dataclass(frozen=True)
class Asked:
    """One request, its caller recognised and its body read within the operation's bound."""

    services: Services
    caller: Caller | None
    address: str
    at_home: bool
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def member(self) -> Member:
        """The asking device; the gate let nobody else through."""
        if not isinstance(self.caller, Member):
            raise TypeError("this operation is for members")
        return self.caller

    @property
    def signed_in(self) -> Caller:
        """The asking device or visitor; the gate let nobody else through."""
        if self.caller is None:
            raise TypeError("this operation is for those who signed in")
        return self.caller

    def json(self, kind: type[Kind]) -> Kind:
        """The body as JSON of this kind, or a refusal."""
        try:
            return msgspec.json.decode(self.body, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise malformed(f"The body: {error}") from error

    def parameters(self, kind: type[Kind], given: Mapping[str, str]) -> Kind:
        """Texts of an address or of headers as this kind, or a refusal."""
        try:
            return msgspec.convert(dict(given), kind, strict=False)
        except msgspec.MsgspecError as error:
            raise malformed(f"A parameter: {error}") from error


@dataclass(frozen=True)
class Operation:
    """One line of the table. `refusals` are the statuses it can answer beside those of the gate.

    With `streams` the body is not in what `run` gets; `run` gives the upload that takes it in.
    """

    name: str
    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    summary: str
    run: Callable[[Asked], Any]
    door: Door = Door.MEMBERS
    answer: Answer = Answer.JSON
    gives: Any = None
    takes: Any = None
    takes_bytes: int = 0
    streams: bool = False
    place: type[msgspec.Struct] | None = None
    query: type[msgspec.Struct] | None = None
    headers: type[msgspec.Struct] | None = None
    refusals: tuple[int, ...] = ()

    @property
    def versioned(self) -> bool:
        """Whether the client has to say its version: everywhere but where it learns which one is wanted."""
        return self.path != "/v1/about"
