"""A device made of lists, as the pages see one, and a browser's tab on it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from httpx2 import Response
from starlette.testclient import TestClient

from owntexts.agent.syncing import SyncDecision
from owntexts.agent.underway import WorkProgress
from owntexts.conditions.decision import LaneDecision, Passed
from owntexts.errors import NotFound, OwntextsError
from owntexts.explain import Evidence, Finding, Fix
from owntexts.model.message import Message, ShownPart
from owntexts.web.changes import Mark
from owntexts.web.sessions import Sessions

HOST = "127.0.0.1:8944"
FINDING = Finding(
    code="network.none",
    severity="error",
    title="There is no network",
    explanation="Texts wait until there is one.",
    evidence=(Evidence(name="kind", value="none", limit="any"),),
    fixes=(Fix(id="join", title="Join a Wi-Fi", kind="person", command="nmcli device wifi"),),
)


def a_message(number: int, **change: Any) -> Message:
    message = Message(
        id=f"{number:032x}",
        kind="message",
        conversation=("c1",),
        service="iMessage",
        direction="in",
        sender="+15550100",
        at=f"2026-10-{number % 28 + 1:02d}T10:00:00.000Z",
        delivered_at=None,
        read_at=None,
        subject=None,
        text=f"text {number}",
        parts=(ShownPart("text", f"text {number}", (), None, None),),
        effect=None,
        reply_to=None,
        reactions=(),
        edits=(),
        event=None,
        deleted_at=None,
    )
    return msgspec.structs.replace(message, **change)


@dataclass(frozen=True)
class Waiting:
    waiting: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class Status:
    state: str = "up_to_date"
    pending: int = 0
    messages: int = 3
    last_synced_at: str | None = "2026-11-24T07:00:00.000Z"
    findings: tuple[Finding, ...] = ()
    progress: WorkProgress | None = None
    attachments: Waiting = Waiting()


@dataclass(frozen=True)
class Why:
    findings: tuple[Finding, ...]
    passed: tuple[Passed, ...]
    last_synced_at: str | None


@dataclass(frozen=True)
class Step:
    asks: str | None


@dataclass(frozen=True)
class Fixed:
    code: str = "power.low_power_mode"
    applied: bool = True
    steps: tuple[str, ...] = ()
    remaining: tuple[str, ...] = ()


@dataclass(frozen=True)
class Synced:
    sent: int = 3
    received: int = 0
    overrode: tuple[str, ...] = ()
    decision: SyncDecision = field(default_factory=lambda: SyncDecision(LaneDecision(True), LaneDecision(True)))


Answered = TypeVar("Answered", Fixed, Synced)


@dataclass(frozen=True)
class Conversation:
    id: str = "c1"
    name: str | None = "Grandma"
    participants: tuple[str, ...] = ("+15550100",)
    last_at: str | None = "2026-11-01T10:00:00.000Z"
    last_text: str | None = "See you on Sunday"


@dataclass(frozen=True)
class Person:
    name: str | None
    has_photo: bool = False


@dataclass(frozen=True)
class Hit:
    message: Message
    snippet: str


@dataclass
class Shelf:
    """What a device has, as the pages ask for it."""

    shown: list[Message] = field(default_factory=lambda: [a_message(1)])
    state: Status = field(default_factory=Status)
    passed: tuple[Passed, ...] = ()
    damage: OwntextsError | None = None
    done: list[tuple[str, ...]] = field(default_factory=list)
    known: dict[str, Person] = field(default_factory=dict)
    answer: Fixed | Synced | OwntextsError = field(default_factory=Synced)
    version: int = 1

    def status(self) -> Status:
        return self.state

    def why(self) -> Why:
        return Why(self.state.findings, self.passed, self.state.last_synced_at)

    def conversations(self) -> Sequence[Conversation]:
        if self.damage:
            raise self.damage
        return [Conversation()]

    def messages(self, conversation: str, limit: int) -> Sequence[Message]:
        if conversation != "c1":
            raise NotFound("There is no such conversation")
        return self.shown[-limit:]

    def search(self, query: str, limit: int) -> Sequence[Hit]:
        return [Hit(message, message.text or "") for message in self.shown if query in (message.text or "")][:limit]

    def people(self) -> Mapping[str, Person]:
        return self.known

    def photo(self, handle: str) -> bytes | None:
        return b"\xff\xd8\xff a photo" if handle in self.known and self.known[handle].has_photo else None

    def step(self, fix: Fix) -> Step | None:
        asks = "Rebuild it?" if fix.id == "rebuild" else None
        return Step(asks) if fix.kind in {"setting", "action"} else None

    def fix(self, code: str, fix: str) -> Fixed:
        self.done.append((code, fix))
        return self._answered(Fixed)

    def sync_now(self) -> Synced:
        self.done.append(("sync",))
        return self._answered(Synced)

    def mark(self) -> Mark:
        return Mark(self.version, self.version)

    def _answered(self, kind: type[Answered]) -> Answered:
        if isinstance(self.answer, OwntextsError):
            raise self.answer
        assert isinstance(self.answer, kind)
        return self.answer


@dataclass
class Opened:
    client: TestClient
    sessions: Sessions
    shelf: Shelf
    now: list[float]

    def sign_in(self) -> None:
        assert self.client.get(f"/open/{self.sessions.link()}").status_code == 200

    @property
    def csrf(self) -> str:
        """What the forms of the page carry."""
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.client.get("/").text)
        assert found
        return found[1]

    def post(self, path: str, *, by_htmx: bool = True, **form: str) -> Response:
        """As the page's own form sends it."""
        headers = {"origin": f"http://{HOST}"} | ({"hx-request": "true"} if by_htmx else {})
        return self.client.post(path, data={"csrf": self.csrf, **form}, headers=headers)
