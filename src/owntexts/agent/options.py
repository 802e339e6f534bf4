"""What is said of a source when it is opened, and with which password it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from msgspec.structs import replace

from owntexts.agent import owner, settings, source_passwords
from owntexts.agent.home import Home
from owntexts.errors import SourceFailed
from owntexts.explain import Evidence
from owntexts.replica import sources
from owntexts.replica.sources import Source
from owntexts.sources.base import Options

Opened = TypeVar("Opened")
DOES_NOT_OPEN: Final = Evidence("password that was given", "does not open it")


@dataclass(frozen=True)
class Given:
    """A password that a person gave: `meant` for the very source that is opened, or for whichever it opens."""

    secret: str = field(repr=False)
    meant: bool = False


def given(secret: str | None) -> Given | None:
    """A password that a person gave for whichever source it opens, if they gave any."""
    return Given(secret) if secret else None


def opened(home: Home, source: Source, opening: Callable[[Path, Options], Opened], said: Given | None = None) -> Opened:
    """The source, opened with the password that was given, else with its own. Raises SourceFailed.

    A password that was not meant for it and does not open it leaves it as closed as it was without.
    """
    path = Path(source.path)
    if said is None:
        return opening(path, _options_of(home, source))
    try:
        return opening(path, _options_of(home, source, said.secret))
    except SourceFailed as refusal:
        if said.meant or refusal.code != source_passwords.WRONG:
            raise
    try:
        return opening(path, _options_of(home, source))
    except SourceFailed as closed:
        closed.finding = replace(closed.finding, evidence=(*closed.finding.evidence, DOES_NOT_OPEN))
        raise


def _options_of(home: Home, source: Source, secret: str | None = None) -> Options:
    """What the person said of a source, or of the folder it was found in; and what holds where they said nothing."""
    said = source if source.folder is None else sources.one(home.replica, source.folder)
    return Options(
        timezone=said.timezone or settings.get(home, "timezone").value,
        secret=secret or source_passwords.kept(home, said.id),
        own=owner.chosen(home.replica),
        attachments=Path(source.attachments) if source.attachments else None,
    )
