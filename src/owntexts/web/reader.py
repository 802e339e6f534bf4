"""What the label asks for, and the shapes of the answers; the composing file gives it the device's use cases."""

from collections.abc import Sequence
from typing import Protocol

from owntexts.explain import Finding, Fix
from owntexts.explain.finding import Value
from owntexts.web.changes import Mark


class Reader(Protocol):
    """One device. Everything may raise OwntextsError; everything is called in threads."""

    def status(self) -> "Status": ...

    def why(self) -> "Why": ...

    def both(self) -> "tuple[Status, Why]":
        """Both, of one look."""

    def step(self, fix: Fix) -> "Step | None":
        """What `fix` would do; None for a step that is the person's own."""

    def fix(self, code: str, fix: str) -> "Fixed":
        """Carries out one fix of a finding that holds."""

    def sync_now(self) -> "Synced":
        """Sends and fetches in spite of every soft limit, until nothing is left to do."""

    def mark(self) -> Mark:
        """What differs once a page may show something else; cheap."""


class Progress(Protocol):
    """How far work that takes a while is; None what cannot be foreseen."""

    @property
    def done(self) -> int: ...

    @property
    def total(self) -> int | None: ...

    @property
    def unit(self) -> str: ...

    @property
    def seconds_left(self) -> int | None: ...


class AttachmentsWaiting(Protocol):
    """How many attachments have bytes to send or fetch, and how many bytes."""

    @property
    def waiting(self) -> int: ...

    @property
    def bytes(self) -> int: ...


class Status(Protocol):
    """The part of `owntexts status` that the label shows."""

    @property
    def state(self) -> str: ...

    @property
    def pending(self) -> int | None: ...

    @property
    def messages(self) -> int | None: ...

    @property
    def last_synced_at(self) -> str | None: ...

    @property
    def progress(self) -> Progress | None: ...

    @property
    def attachments(self) -> AttachmentsWaiting: ...

    @property
    def findings(self) -> Sequence[Finding]: ...


class Fact(Protocol):
    """A measured fact and the limit it was held against."""

    @property
    def name(self) -> str: ...

    @property
    def value(self) -> Value: ...

    @property
    def limit(self) -> Value: ...


class Why(Protocol):
    """The part of `owntexts why` that the sheet shows."""

    @property
    def findings(self) -> Sequence[Finding]: ...

    @property
    def passed(self) -> Sequence[Fact]: ...

    @property
    def last_synced_at(self) -> str | None: ...


class Step(Protocol):
    """A fix that is carried out here. `asks`: the question that the person should say yes to before."""

    @property
    def asks(self) -> str | None: ...


class Fixed(Protocol):
    """What carrying out a fix came to; `remaining` are the codes that hold or are still found."""

    @property
    def code(self) -> str: ...

    @property
    def applied(self) -> bool: ...

    @property
    def steps(self) -> Sequence[str]: ...

    @property
    def remaining(self) -> Sequence[str]: ...


class LaneDecision(Protocol):
    """Whether a lane ran, and the codes that held it."""

    @property
    def run(self) -> bool: ...

    @property
    def findings(self) -> Sequence[str]: ...


class Decided(Protocol):
    """What was decided of the texts."""

    @property
    def texts(self) -> LaneDecision: ...


class Synced(Protocol):
    """What a sync came to."""

    @property
    def sent(self) -> int: ...

    @property
    def received(self) -> int: ...

    @property
    def overrode(self) -> Sequence[str]: ...

    @property
    def decision(self) -> Decided: ...
