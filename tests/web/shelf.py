"""A device made of lists, as the pages see one, and a browser's tab on it."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
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
from owntexts.model.times import read_rfc3339, rfc3339
from owntexts.web.changes import Mark
from owntexts.web.sessions import Sessions

HOST = "127.0.0.1:8944"
CONVERSATION = "c1" * 16
RECOVERY_KEY = "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFY-RQ85"
START = 1_760_000_000_000
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
        conversation=(CONVERSATION,),
        service="iMessage",
        direction="in",
        sender="+15550100",
        at=rfc3339(START + number * 3_600_000),
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
class Row:
    id: str = CONVERSATION
    name: str | None = "Grandma"
    participants: tuple[str, ...] = ("+15550100",)
    service: str | None = "iMessage"
    messages: int = 3
    unread: int = 0
    last_at: str | None = "2026-11-01T10:00:00.000Z"


@dataclass(frozen=True)
class Newest:
    text: str | None = "See you on Sunday"
    sender: str | None = "+15550100"
    mine: bool = False


@dataclass(frozen=True)
class Conversation:
    row: Row = field(default_factory=Row)
    newest: Newest = field(default_factory=Newest)
    group: bool = False
    pinned: bool = False
    muted: bool = False

    @property
    def members(self) -> tuple[bytes, ...]:
        return (bytes.fromhex(self.row.id),)


@dataclass(frozen=True)
class Stretch:
    messages: tuple[Message, ...]
    before: Message | None
    after: Message | None


@dataclass(frozen=True)
class Hit:
    message: Message
    snippet: str


@dataclass
class Standing:
    state: Status = field(default_factory=Status)
    passed: tuple[Passed, ...] = ()
    done: list[tuple[str, ...]] = field(default_factory=list)
    answer: Fixed | Synced | OwntextsError = field(default_factory=Synced)
    version: int = 1

    def status(self) -> Status:
        return self.state

    def why(self) -> Why:
        return Why(self.state.findings, self.passed, self.state.last_synced_at)

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
class Reading:
    """One conversation, whose messages are `shown`, oldest first."""

    shown: list[Message] = field(default_factory=lambda: [a_message(1)])
    listed: list[Conversation] = field(default_factory=lambda: [Conversation()])
    names: dict[str, str] = field(default_factory=dict)
    damage: OwntextsError | None = None

    def conversations(self) -> Sequence[Conversation]:
        if self.damage:
            raise self.damage
        return self.listed

    def newest(self, conversation: str, most: int) -> Stretch:
        return self._cut(conversation, len(self.shown) - most, len(self.shown))

    def before(self, conversation: str, message: str, most: int) -> Stretch:
        place = self._place(message)
        return self._cut(conversation, place - most, place)

    def after(self, conversation: str, message: str, most: int) -> Stretch:
        place = self._place(message) + 1
        return self._cut(conversation, place, place + most)

    def around(self, conversation: str, message: str, most: int) -> Stretch:
        place = self._place(message)
        return self._cut(conversation, place - most // 2, place + most // 2)

    def since(self, conversation: str, at: int, most: int) -> Stretch:
        place = sum((read_rfc3339(one.at) or 0) < at for one in self.shown)
        return self._cut(conversation, place, place + most)

    def between(self, conversation: str, first: str, last: str | None, most: int) -> Stretch:
        end = self._place(last) + 1 if last else len(self.shown)
        return self._cut(conversation, max(self._place(first), end - most), end)

    def message(self, message: str) -> Message:
        return self.shown[self._place(message)]

    def quoted(self, messages: Collection[str]) -> Mapping[str, Message]:
        return {one.id: one for one in self.shown if one.id in messages}

    def called(self, handles: Collection[str]) -> Mapping[str, str]:
        return {handle: self.names.get(handle, handle) for handle in handles}

    def _place(self, message: str) -> int:
        places = [place for place, one in enumerate(self.shown) if one.id == message]
        if not places:
            raise NotFound("There is no such message")
        return places[0]

    def _cut(self, conversation: str, start: int, end: int) -> Stretch:
        if conversation not in {one.row.id for one in self.listed}:
            raise NotFound("There is no such conversation")
        start = max(start, 0)
        before = self.shown[start - 1] if start else None
        after = self.shown[end] if end < len(self.shown) else None
        return Stretch(tuple(self.shown[start:end]), before, after)


@dataclass(frozen=True)
class Found:
    hits: tuple[Hit, ...]
    terms: tuple[str, ...]
    unclear: tuple[str, ...] = ()


@dataclass
class Searching:
    """Finds a query as it stands; the newest first."""

    reading: Reading
    unclear: tuple[str, ...] = ()

    def search(self, query: str, limit: int, zone: tzinfo | None, *, goes_on: bool) -> Found:
        fitting = [one for one in reversed(self.reading.shown) if query in (one.text or "")]
        return Found(tuple(Hit(one, one.text or "") for one in fitting[:limit]), (query,), self.unclear)

    def marked(self, line: str, terms: Sequence[str]) -> Sequence[tuple[str, bool]]:
        before, word, after = line.partition(terms[0])
        return [(piece, piece == word) for piece in (before, word, after) if piece]


@dataclass
class Doing:
    done: list[tuple[object, ...]] = field(default_factory=list)

    def pin(self, conversation: str, *, pinned: bool) -> None:
        self.done.append(("pin", conversation, pinned))

    def mute(self, conversation: str, *, muted: bool) -> None:
        self.done.append(("mute", conversation, muted))

    def name(self, conversation: str, called: str) -> None:
        self.done.append(("name", conversation, called))

    def read(self, conversation: str) -> None:
        self.done.append(("read", conversation))


@dataclass(frozen=True)
class Created:
    account: str
    hub: str
    recovery_key: str


@dataclass(frozen=True)
class Store:
    title: str
    path: str


@dataclass(frozen=True)
class Counts:
    read: int
    added: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class BeingRead:
    source: str
    name: str
    state: str
    result: Counts | None = None
    finding: Finding | None = None


@dataclass
class Received:
    id: str
    name: str
    size: int
    come: int = 0


@dataclass
class Accounts:
    member_of: str | None = "ada"
    asked: dict[str, object] = field(default_factory=dict)
    refusal: OwntextsError | None = None

    def account(self) -> str | None:
        return self.member_of

    def own_hub(self) -> str | None:
        return "http://127.0.0.1:8943"

    def device_name(self) -> str:
        return "desk"

    def create(self, **asked: Any) -> Created:
        self._asked(asked)
        return Created(asked["name"], asked["hub"], RECOVERY_KEY)

    def join(self, **asked: Any) -> Sequence[str]:
        self._asked(asked)
        return ("desk", "phone")

    def guesses(self, password: str) -> float:
        return float(len(password))

    def _asked(self, asked: dict[str, object]) -> None:
        self.asked = asked
        if self.refusal:
            raise self.refusal


@dataclass
class Bringing:
    stores: tuple[Store, ...] = ()
    being_read: list[BeingRead] = field(default_factory=list)
    done: list[tuple[object, ...]] = field(default_factory=list)
    files: dict[str, bytearray] = field(default_factory=dict)
    told: dict[str, Received] = field(default_factory=dict)
    refusal: OwntextsError | None = None

    def titles(self) -> Sequence[str]:
        return ("Messages of a Mac",)

    def found(self) -> Sequence[Store]:
        return self.stores

    def add(self, path: str) -> None:
        if self.refusal:
            raise self.refusal
        self.done.append(("add", path))

    def again(self, source: str, secret: str | None) -> None:
        self.done.append(("again", source, secret))

    def readings(self) -> Sequence[BeingRead]:
        return self.being_read

    def begin(self, name: str, size: int) -> Received:
        one = Received(f"{len(self.files):032x}", name, size)
        self.files[one.id], self.told[one.id] = bytearray(), one
        return one

    def received(self, one: str) -> Received:
        if one not in self.files:
            raise NotFound("This file is not here any more")
        return self.told[one]

    def write(self, one: str, offset: int, piece: bytes) -> Received:
        if offset == len(self.files[one]):
            self.files[one] += piece
            self.told[one].come += len(piece)
        return self.told[one]

    def take(self, one: str) -> None:
        self.done.append(("take", one))


class Shelf:
    """What a device has, as the pages ask for it."""

    def __init__(self) -> None:
        self.accounts = Accounts()
        self.bringing = Bringing()
        self.standing = Standing()
        self.reading = Reading()
        self.searching = Searching(self.reading)
        self.doing = Doing()


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
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.client.get("/help/apples-pause").text)
        assert found
        return found[1]

    def post(self, path: str, /, *, by_htmx: bool = True, **form: str) -> Response:
        """As the page's own form sends it."""
        headers = {"origin": f"http://{HOST}"} | ({"hx-request": "true"} if by_htmx else {})
        return self.client.post(path, data={"csrf": self.csrf, **form}, headers=headers)
