"""A device made of lists, as the pages see one, and a browser's tab on it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any, TypeVar

import msgspec
from httpx2 import Response
from starlette.testclient import TestClient

from owntexts.agent.syncing import SyncDecision
from owntexts.agent.underway import WorkProgress
from owntexts.conditions.decision import LaneDecision, Passed
from owntexts.errors import NotFound, OwntextsError, WrongUsage
from owntexts.explain import Evidence, Finding, Fix
from owntexts.model.message import Message, ShownPart
from owntexts.model.times import read_rfc3339, rfc3339
from owntexts.web.changes import Mark
from owntexts.web.frame import COOKIE
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

    def both(self) -> tuple[Status, Why]:
        return self.status(), self.why()

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
    photos: dict[str, bytes] = field(default_factory=dict)
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

    def with_photo(self, handles: Collection[str]) -> Collection[str]:
        return self.photos.keys() & set(handles)

    def photo(self, handle: str) -> bytes | None:
        return self.photos.get(handle)

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
class Picture:
    width: int = 1200
    height: int = 800
    lasts: int | None = None


@dataclass(frozen=True)
class Look:
    picture: Picture | None = None
    is_here: bool = True
    on_hub: bool = True
    trouble: str | None = None
    refused: Finding | None = None


@dataclass(frozen=True)
class Fetched:
    state: str = "going"
    done: int = 0
    total: int = 0
    seconds_left: int | None = None
    held: tuple[str, ...] = ()
    finding: Finding | None = None


@dataclass
class OpenedFile:
    data: bytes
    name: str = "file.jpg"
    mime: str | None = "image/jpeg"
    closed: bool = False

    @property
    def size(self) -> int | None:
        return len(self.data)

    def read(self, start: int = 0, count: int | None = None) -> Iterator[bytes]:
        yield self.data[start : None if count is None else start + count]

    def close(self) -> None:
        self.closed = True


@dataclass
class Files:
    """Every file looks the same; `data` are all their bytes."""

    look: Look = field(default_factory=Look)
    coming: Fetched | None = None
    file: OpenedFile | None = None
    large: bytes | None = None
    done: list[tuple[object, ...]] = field(default_factory=list)

    def looks(self, attachments: Collection[str]) -> Mapping[str, Look]:
        return dict.fromkeys(attachments, self.look)

    def picture(self, attachment: str) -> bytes:
        if self.look.picture is None:
            raise NotFound("There is no picture of it")
        return b"RIFF    WEBP"

    def large_picture(self, attachment: str) -> bytes:
        if self.large is None:
            raise NotFound("It cannot be shown")
        return self.large

    def opened(self, attachment: str) -> OpenedFile:
        if self.file is None:
            raise NotFound("The bytes are not to be had", "It is in iCloud only.")
        return self.file

    def beginning(self, attachment: str, most: int) -> bytes:
        return b"".join(self.opened(attachment).read(count=most))

    def fetch(self, attachment: str, *, now: bool) -> None:
        self.done.append(("fetch", attachment, now))

    def fetched(self, attachment: str) -> Fetched | None:
        return self.coming


@dataclass(frozen=True)
class ByKind:
    texts: int | None = 1_000
    photos: int = 5_000
    videos: int = 2_000
    audio: int = 0
    other: int = 0


@dataclass(frozen=True)
class ConversationRoom:
    id: str = CONVERSATION
    name: str = "Grandma"
    attachments: int = 2
    bytes: int = 7_000


@dataclass(frozen=True)
class LargeItem:
    id: str = f"{1:032x}"
    attachment: str = "f" * 32
    name: str | None = "waves.mov"
    mime: str | None = "video/quicktime"
    at: str | None = "2026-11-01T10:00:00.000Z"
    bytes: int = 2_000


@dataclass(frozen=True)
class Local:
    replica: int = 9_000
    originals: int = 4_000
    previews: int = 300
    at_sources: int = 7_000


@dataclass(frozen=True)
class Storage:
    quota: int | None = 10_000
    used: int | None = 8_000
    by: ByKind = ByKind()
    conversations: tuple[ConversationRoom, ...] = (ConversationRoom(),)
    largest: tuple[LargeItem, ...] = (LargeItem(),)
    local: Local = Local()


@dataclass(frozen=True)
class Reviewed:
    id: str = f"{1:032x}"
    why: str = "large"
    bytes: int = 2_000


@dataclass(frozen=True)
class Gone:
    message: Message
    purge_at: str | None = "2026-12-01T10:00:00.000Z"


@dataclass(frozen=True)
class Purged:
    messages: int
    bytes_freed: int | None


@dataclass
class Room:
    told: Storage = field(default_factory=Storage)
    worth: list[Reviewed] = field(default_factory=lambda: [Reviewed()])
    gone: list[Gone] = field(default_factory=list)
    freed: int | None = 12_300_000
    done: list[tuple[object, ...]] = field(default_factory=list)

    def storage(self) -> Storage:
        return self.told

    def review(self) -> Sequence[Reviewed]:
        return self.worth

    def deleted(self) -> Sequence[Gone]:
        return self.gone

    def delete(self, messages: Sequence[str]) -> None:
        self.done.append(("delete", *messages))

    def delete_conversation(self, conversation: str) -> None:
        self.done.append(("delete conversation", conversation))

    def recover(self, messages: Sequence[str]) -> None:
        self.done.append(("recover", *messages))

    def purge(self, messages: Sequence[str]) -> Purged:
        self.done.append(("purge", *messages))
        return Purged(len(messages), self.freed)

    def purge_everything(self) -> Purged:
        return self.purge([one.message.id for one in self.gone])


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


@dataclass(frozen=True)
class Setting:
    key: str
    value: str | None
    origin: str = "preset"
    explanation: str = "What it means."


@dataclass
class Limits:
    """A few settings, and what was done to them."""

    known: list[Setting] = field(
        default_factory=lambda: [
            Setting("preset", "balanced"),
            Setting("texts.low_power", "allow"),
            Setting("attachments.min_battery", "40", origin="you"),
            Setting("schedule", ""),
        ]
    )
    done: list[tuple[object, ...]] = field(default_factory=list)
    refusal: OwntextsError | None = None

    def settings(self) -> Sequence[Setting]:
        return self.known

    def change(self, key: str, value: str) -> None:
        if self.refusal:
            raise self.refusal
        self.done.append(("change", key, value))

    def reset(self, key: str) -> None:
        self.done.append(("reset", key))

    def pause(self, until: int | str) -> None:
        self.done.append(("pause", until))

    def resume(self) -> None:
        self.done.append(("resume",))

    def switch(self, *, on: bool, download: bool = False) -> None:
        self.done.append(("switch", on, download))


@dataclass(frozen=True)
class OtherDevice:
    id: str = "phone"
    name: str = "phone"
    state: str | None = "up_to_date"
    reasons: tuple[str, ...] = ()
    synced_at: str | None = None
    version: str | None = "0.1.0"
    told_at: str | None = "2026-11-24T21:40:00.000Z"
    silent: bool = False


@dataclass(frozen=True)
class Device:
    name: str
    this: bool = False
    last_seen_at: str | None = None
    state: str = "unknown"

    @property
    def id(self) -> str:
        return self.name


@dataclass(frozen=True)
class Account:
    account: str | None = "ada"
    hub: str | None = "https://hub.example"
    devices: tuple[Device, ...] = (Device("desk", this=True), Device("phone", state="active"))


@dataclass
class Membership:
    """An account whose password is 'right'."""

    account: Account = field(default_factory=Account)
    is_due: bool = False
    done: list[tuple[object, ...]] = field(default_factory=list)
    told: tuple[OtherDevice, ...] = ()

    def shown(self) -> Account:
        return self.account

    def others(self) -> Sequence[OtherDevice]:
        return self.told

    def link(self) -> str | None:
        return self.account.hub

    def new_password(self, new: str, *, with_recovery: bool) -> str | None:
        self.done.append(("password", new, with_recovery))
        return RECOVERY_KEY if with_recovery else None

    def leave(self) -> None:
        self.done.append(("leave",))

    def proof_is_due(self) -> bool:
        return self.is_due

    def prove(self, secret: str) -> str:
        if secret != "right":
            raise WrongUsage("This opens nothing")
        self.is_due = False
        return "password"

    def ask_later(self) -> None:
        self.done.append(("later",))


@dataclass(frozen=True)
class Source:
    id: str = "1"
    kind: str = "apple.messages"
    path: str = "/Users/Ada/chat.db"
    name: str | None = None
    background: str = "wifi"
    last_read_at: str | None = None
    newest_message_at: str | None = None
    known: int = 1_234
    problems: int = 2
    mode: str | None = None


@dataclass(frozen=True)
class InFolder:
    name: str
    kind: str | None


@dataclass
class Sources:
    known: list[Source] = field(default_factory=lambda: [Source()])
    files: list[InFolder] = field(default_factory=list)
    done: list[tuple[object, ...]] = field(default_factory=list)

    def listed(self) -> Sequence[Source]:
        return self.known

    def titles(self) -> Mapping[str, str]:
        return {"apple.messages": "Apple Messages"}

    def background(self, source: str, value: str) -> None:
        self.done.append(("background", source, value))

    def mirrors(self, kind: str) -> bool:
        return kind == "apple.messages"

    def mode(self, source: str, value: str) -> None:
        self.done.append(("mode", source, value))

    def inside(self, source: str) -> Sequence[InFolder]:
        return self.files

    def read(self, source: str) -> None:
        self.done.append(("read", source))

    def remove(self, source: str) -> None:
        self.done.append(("remove", source))


@dataclass(frozen=True)
class Place:
    source: str = "1"


@dataclass(frozen=True)
class Seen:
    id: str
    message: str = f"{1:032x}"
    family: str = "apple"
    formats: tuple[str, ...] = ("chat.db",)
    at: str | None = "2026-11-01T10:00:00.000Z"
    sources: tuple[Place, ...] = (Place(),)


@dataclass(frozen=True)
class Duplicate:
    possible: bool = False
    why: str = "the same people, direction and words"
    text: str = "See you"
    evidence: tuple[Seen, ...] = (Seen("aa" * 16), Seen("bb" * 16))


@dataclass(frozen=True)
class SaidOfTwo:
    messages: tuple[str, ...]


@dataclass
class Merging:
    rows: list[Duplicate] = field(default_factory=lambda: [Duplicate()])
    done: list[tuple[object, ...]] = field(default_factory=list)

    def listed(self, most: int) -> Sequence[Duplicate]:
        return self.rows[:most]

    def same(self, one: str, other: str, *, off: bool) -> SaidOfTwo:
        self.done.append(("same", one, other, off))
        return SaidOfTwo((one, other) if off else (one,))

    def apart(self, one: str, other: str, *, off: bool) -> SaidOfTwo:
        self.done.append(("apart", one, other, off))
        return SaidOfTwo((one,) if off else (one, other))


@dataclass(frozen=True)
class Pause:
    begin: str
    end: str | None
    codes: tuple[str, ...]
    ended_by: str | None


@dataclass(frozen=True)
class Past:
    seconds_by_code: Mapping[str, int]
    pauses: tuple[Pause, ...]


@dataclass(frozen=True)
class Day:
    day: str
    bytes: int
    costly: int


@dataclass(frozen=True)
class Versions:
    installed: str = "0.1.0"
    newest_known: str = "0.1.0"
    known_from: str = "this device"
    command: str | None = None


@dataclass
class Looking:
    held: Past = field(default_factory=lambda: Past({}, ()))
    used: tuple[Day, ...] = ()
    version: Versions = field(default_factory=Versions)
    asked: list[object] = field(default_factory=list)

    def past(self, days: int) -> Past:
        self.asked.append(days)
        return self.held

    def traffic(self, days: int) -> Sequence[Day]:
        return self.used

    def versions(self, *, online: bool) -> Versions:
        self.asked.append(online)
        return self.version

    def home(self) -> str:
        return "/Users/Ada/Owntexts"


class Shelf:
    """What a device has, as the pages ask for it."""

    def __init__(self) -> None:
        self.limits = Limits()
        self.membership = Membership()
        self.sources = Sources()
        self.looking = Looking()
        self.merging = Merging()
        self.accounts = Accounts()
        self.bringing = Bringing()
        self.standing = Standing()
        self.reading = Reading()
        self.searching = Searching(self.reading)
        self.doing = Doing()
        self.files = Files()
        self.room = Room()


@dataclass
class Opened:
    client: TestClient
    sessions: Sessions
    shelf: Shelf
    now: list[float]

    def sign_in(self) -> None:
        assert self.client.get(f"/open/{self.sessions.link()}").status_code == 200

    def come_in(self, place: str) -> None:
        """A session from the device itself ('here'), or from its network."""
        self.client.cookies.set(COOKIE, self.sessions.begin("A browser", place))

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
