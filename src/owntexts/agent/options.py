"""What is said of a source when it is opened."""

from pathlib import Path

from owntexts.agent import owner, settings, source_passwords
from owntexts.agent.home import Home
from owntexts.replica.sources import Source
from owntexts.sources.base import Options


def options_of(home: Home, source: Source, secret: str | None = None) -> Options:
    """What the person said of a source, and what holds where they said nothing."""
    return Options(
        timezone=source.timezone or settings.get(home, "timezone").value,
        secret=secret or source_passwords.kept(home, source.id),
        own=owner.numbers(home),
        attachments=Path(source.attachments) if source.attachments else None,
    )
