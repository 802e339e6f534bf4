"""What is said of a source when it is opened."""

from pathlib import Path

from owntexts.agent import owner, settings, source_passwords
from owntexts.agent.home import Home
from owntexts.replica import sources
from owntexts.replica.sources import Source
from owntexts.sources.base import Options


def options_of(home: Home, source: Source, secret: str | None = None) -> Options:
    """What the person said of a source, or of the folder it was found in; and what holds where they said nothing."""
    said = source if source.folder is None else sources.one(home.replica, source.folder)
    return Options(
        timezone=said.timezone or settings.get(home, "timezone").value,
        secret=secret or source_passwords.kept(home, said.id),
        own=owner.chosen(home.replica),
        attachments=Path(source.attachments) if source.attachments else None,
    )
