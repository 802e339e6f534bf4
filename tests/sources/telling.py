"""What a reader says of a file, for tests: read by its own kind, sorted by what it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from owntexts.model.observations import Context, Located, Observation, Problem, Row, Total, Unchanged
from owntexts.model.records import ATTACHMENT, BALLOON, TEXT, Attachment, Part, Sighting, Thread
from owntexts.sources.base import Options, SourceKind


class Known:
    """A ledger that has what it was told."""

    def __init__(self, digests: Mapping[int, int] | None = None) -> None:
        self._digests = dict(digests or {})

    def has(self, row: int, digest: int) -> bool:
        return self._digests.get(row) == digest


@dataclass
class Told:
    """The observations, by sort."""

    total: int = 0
    rows: dict[int, Sighting] = field(default_factory=dict)
    digests: dict[int, int] = field(default_factory=dict)
    unchanged: list[int] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: list[Located] = field(default_factory=list)

    @property
    def sightings(self) -> list[Sighting]:
        return list(self.rows.values())

    @property
    def texts(self) -> list[str]:
        return [text_of(one) for one in self.sightings]

    @property
    def unreadable(self) -> list[int | None]:
        return [problem.row for problem in self.problems if problem.unreadable]

    @property
    def reasons(self) -> list[str]:
        return [problem.reason for problem in self.problems]


def told(kind: SourceKind, path: Path, options: Options | None = None, known: Mapping[int, int] | None = None) -> Told:
    """What a kind says of a path."""
    said = Told()
    with kind.open(path, options or Options()) as source:
        for one in source.read(Known(known)):
            _take(said, one)
    return said


def _take(said: Told, one: Observation) -> None:
    if isinstance(one, Total):
        said.total = one.rows
    elif isinstance(one, Row):
        (sighting,) = (record for record in one.records if isinstance(record, Sighting))
        said.rows[one.row], said.digests[one.row] = sighting, one.digest
        said.files += one.files
    elif isinstance(one, Unchanged):
        said.unchanged.append(one.row)
    elif isinstance(one, Context):
        said.threads += [record for record in one.records if isinstance(record, Thread)]
    elif isinstance(one, Problem):
        said.problems.append(one)


def text_of(sighting: Sighting) -> str:
    """The text, part by part."""
    parts = sighting.parts if isinstance(sighting.parts, tuple) else ()
    texts = (part if isinstance(part, str) else part.text if part.kind == TEXT else None for part in parts)
    return "\n".join(text for text in texts if text)


def summaries(sighting: Sighting) -> list[str | None]:
    """The lines that stand for what has no text."""
    parts = sighting.parts if isinstance(sighting.parts, tuple) else ()
    return [part.summary for part in parts if isinstance(part, Part) and part.kind == BALLOON]


def attachments(sighting: Sighting) -> list[Attachment]:
    """The files."""
    parts = sighting.parts if isinstance(sighting.parts, tuple) else ()
    return [part.attachment for part in parts if isinstance(part, Part) and part.kind == ATTACHMENT and part.attachment]


def contents(kind: SourceKind, path: Path, places: list[str], options: Options | None = None) -> dict[str, bytes | str]:
    """By place what lies there, or why it cannot be had."""
    assert kind.files
    with kind.files(path, options or Options()) as files:
        return {one.place: one.stream.read() if one.stream else one.reason for one in files.contents(places)}
