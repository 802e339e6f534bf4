"""Whether this device's copy has all that its sources have: each is read again, and nothing is written."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from owntexts.agent import faults
from owntexts.agent.home import Home
from owntexts.agent.options import Given, given, opened
from owntexts.errors import SourceFailed
from owntexts.explain import Evidence, Finding, Fix
from owntexts.replica import comparing, sources
from owntexts.replica.sources import Source
from owntexts.sources.registry import kind_named

CHUNK: Final = 5_000
NAMED: Final = 10


class NothingRead:
    """A ledger that has no row: every one is given."""

    def has(self, row: int, digest: int) -> bool:  # noqa: ARG002 - what a ledger is asked
        return False


def verify_sources(home: Home, secret: str | None = None) -> Iterator[Finding]:
    """What sources have and this device's copy lacks, a finding for each source that has any."""
    password = given(secret)
    for source in sources.with_rows(home.replica):
        try:
            missing, changed = _lacking(home, source, password)
        except SourceFailed as failure:
            yield faults.named(source.folder or source.id, failure.finding)
            continue
        if missing or changed:
            yield _differs(source, missing, changed)


def _lacking(home: Home, source: Source, password: Given | None) -> tuple[list[int], list[int]]:
    """Rows that are missing here, and rows that say something else."""
    missing, changed = list[int](), list[int]()
    with opened(home, source, kind_named(source.kind).open, password) as store:
        everything = iter(store.read(NothingRead()))
        while chunk := list(islice(everything, CHUNK)):
            found = comparing.compare(home.replica, chunk)
            missing += found.missing
            changed += found.changed
    return missing, changed


def _differs(source: Source, missing: list[int], changed: list[int]) -> Finding:
    name = source.name or Path(source.path).name
    return Finding(
        code="replica.differs",
        severity="error",
        title=f"{name} has what this device's copy lacks",
        explanation=f"{len(missing)} of its rows are not here, and {len(changed)} say something else.",
        evidence=(
            Evidence("rows missing here", len(missing), 0, f"source {source.id}"),
            Evidence("rows that say something else", len(changed), 0, f"source {source.id}"),
            *(Evidence("row", row, origin=source.path) for row in [*missing, *changed][:NAMED]),
        ),
        fixes=(Fix("import", "Read it again", "action", command=f"owntexts import {source.id}"),),
    )
