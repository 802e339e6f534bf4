"""Which kinds of sources are installed, and which of them knows what lies at a path."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from owntexts.errors import SourceFailed, WrongUsage
from owntexts.explain import Fix
from owntexts.sources import failures
from owntexts.sources.base import Recognition, SourceKind, is_device

GROUP = "owntexts.sources"


@dataclass(frozen=True)
class Recognised:
    """The kind that knows a path best, and by what it knew it."""

    kind: SourceKind
    evidence: tuple[str, ...]


@cache
def kinds() -> dict[str, SourceKind]:
    """Every installed kind by its name, in the order of names."""
    found: list[SourceKind] = [entry.load() for entry in entry_points(group=GROUP)]
    return {kind.kind: kind for kind in sorted(found, key=lambda kind: kind.kind)}


def kind_named(name: str) -> SourceKind:
    """The kind of that name; raises WrongUsage where none is installed."""
    try:
        return kinds()[name]
    except KeyError:
        known = ", ".join(kinds())
        raise WrongUsage(
            f"There is no kind of source called {name}",
            f"Known kinds: {known}.",
            fixes=(Fix("leave_out", "Leave --kind out: the kind is found by itself", "person"),),
        ) from None


def device_kind(path: Path | str) -> SourceKind | None:
    """The kind of the device that is meant, where it is no path on a disk."""
    return next((kind for kind in kinds().values() if kind.scheme and is_device(Path(path), kind.scheme)), None)


def recognize(path: Path, named: str | None = None) -> Recognised:
    """The kind that knows the path best; where one is named, only that one is asked.

    Raises WrongUsage where no kind has that name, and SourceFailed: source.missing, source.permission, source.locked,
    source.damaged or source.unrecognised.
    """
    asked = [kind_named(named)] if named else list(kinds().values())
    device = device_kind(path)
    if device is not None and device in asked:
        return Recognised(device, device.recognize(path).evidence)
    _must_be_there(path)
    answers, refusals = _ask_all(path, asked)
    for wanted in ("yes", "maybe"):
        for kind, recognition in answers:
            if recognition.answer == wanted:
                return Recognised(kind, recognition.evidence)
    if refusals:
        raise refusals[0]
    raise failures.unrecognised(path, tuple(dict.fromkeys(phrase for _, r in answers for phrase in r.evidence)))


def _must_be_there(path: Path) -> None:
    try:
        path.stat()
    except PermissionError as refusal:
        raise failures.permission(path, str(refusal.strerror)) from refusal
    except OSError:
        raise failures.missing(path) from None


def _ask_all(
    path: Path, asked: Sequence[SourceKind]
) -> tuple[list[tuple[SourceKind, Recognition]], list[SourceFailed]]:
    answers: list[tuple[SourceKind, Recognition]] = []
    refusals: list[SourceFailed] = []
    for kind in asked:
        try:
            answers.append((kind, kind.recognize(path)))
        except SourceFailed as refusal:
            refusals.append(refusal)
        except PermissionError as refusal:
            refusals.append(failures.permission(path, str(refusal.strerror)))
        except OSError as error:
            refusals.append(failures.unreadable(path, error.strerror or str(error)))
    return answers, refusals
