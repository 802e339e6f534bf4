"""Finding, Evidence and Fix: what a pause, a check or an error says of itself."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from owntexts.explain.codes import rank_of

Severity = Literal["error", "warning", "info"]
Lane = Literal["texts", "attachments"]
FixKind = Literal["setting", "action", "person", "wait"]
Value = str | int | float | bool | None


class Evidence(msgspec.Struct, frozen=True, rename={"origin": "from"}):
    """One measured fact: its value, the limit it was held against, where it was read and when (RFC 3339)."""

    name: str
    value: Value
    limit: Value = None
    origin: str | None = None
    at: str | None = None


class Fix(msgspec.Struct, frozen=True):
    """A step that ends the finding: a setting or action we carry out, or words for a person, or a wait."""

    id: str
    title: str
    kind: FixKind
    command: str | None = None
    link: str | None = None


class Wait(msgspec.Struct, frozen=True):
    """When a finding ends by itself, in words and, where it is known, as a time (RFC 3339)."""

    text: str
    at: str | None = None


class Finding(msgspec.Struct, frozen=True):
    """What is wrong, for which lanes, why we believe it, and what ends it."""

    code: str
    severity: Severity
    title: str
    explanation: str
    blocks: tuple[Lane, ...] = ()
    soft: bool = False
    since: str | None = None
    evidence: tuple[Evidence, ...] = ()
    fixes: tuple[Fix, ...] = ()
    ends_when: Wait | None = None

    @property
    def only_a_person_ends_it(self) -> bool:
        """True where waiting does not help."""
        return self.ends_when is None and not any(fix.kind == "wait" for fix in self.fixes)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Blocking before not; what only the person can end before what passes by itself; then as CODES lists them."""
    return tuple(sorted(findings, key=lambda f: (not f.blocks, not f.only_a_person_ends_it, rank_of(f.code))))
