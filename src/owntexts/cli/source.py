"""`owntexts source`: where messages come from."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from owntexts.agent import source_passwords, sources
from owntexts.agent.home import Home, open_home
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import show
from owntexts.cli.secrets import SOURCE_PASSWORD, secret

KEEP = "keep_password"

app = App(name="source")

Background = Literal["off", "wifi", "wifi+cellular"]
SourceId = Annotated[str, Parameter(help="Its id, as `owntexts source list` shows it.")]


@app.command
def add(
    path: Path,
    /,
    *,
    kind: str | None = None,
    name: str | None = None,
    timezone: str | None = None,
    background: Background | None = None,
    json: Json = False,
) -> None:
    """Add a store of messages. It is looked at, never changed; `owntexts import` reads it.

    A folder that is no export itself is watched: exports that lie in it are read, and those that a phone sends later.

    For example:
        owntexts source add ~/Sync/phone
        owntexts source add ~/Library/Messages/chat.db
        owntexts source add backup/sms.db --name "Old phone" --timezone Europe/Berlin

    Parameters
    ----------
    path
        The database, file or folder.
    kind
        What kind of source it is, where it is not recognised by itself.
    name
        What you call it.
    timezone
        The zone of times that are written without one, such as Europe/Berlin.
    background
        When it may be read without being asked.
    """
    with open_home() as home:
        added = sources.add(home, path, kind=kind, name=name, timezone=timezone, background=background)
    show(added, lambda: f"Added {added.path} ({added.kind}) as {added.id}. Read it with: owntexts import", json=json)


@app.command(name="list")
def listed(*, json: Json = False) -> None:
    """List the sources and how far each was read.

    For example:
        owntexts source list
    """
    with open_home() as home:
        rows = sources.listed(home)
    show(rows, lambda: _table(rows), json=json)


@app.command
def find(*, json: Json = False) -> None:
    """Look in the usual places of this machine for what can be a source. Nothing is opened or added.

    For example:
        owntexts source find
    """
    with open_home() as home:
        rows = sources.found(home)
    show(rows, lambda: _found(rows), json=json)


@app.command(name="set")
def set_(
    source: SourceId,
    key: Literal["name", "path", "timezone", "background", "attachments", "accept_fewer", "keep_password", "mode"],
    value: str,
    /,
    *,
    json: Json = False,
) -> None:
    """Change one thing about a source.

    For example:
        owntexts source set 1 background wifi
        owntexts source set 1 path /Volumes/Backup/chat.db
        owntexts source set 1 attachments /Volumes/Backup/Attachments
        owntexts source set 2 keep_password yes
        owntexts source set 1 mode mirror

    Parameters
    ----------
    key
        What to change; attachments is the folder of its files where that is not beside it; accept_fewer lets the next
        import go on although most of the source is gone; keep_password lets the system's keyring keep the password of
        an encrypted source, or forget it again (no); mode says what becomes of what the source forgets: it stays
        (archive), or goes to Recently Deleted (mirror).
    value
        Its new value.
    """
    with open_home() as home:
        changed = _keep_password(home, source, value) if key == KEEP else sources.change(home, source, key, value)
    show(changed, lambda: f"{changed.id}: {key} is now {value}", json=json)


def _keep_password(home: Home, source: str, value: str) -> source_passwords.PasswordKept:
    if sources.is_yes(KEEP, value):
        return source_passwords.keep(home, source, secret(SOURCE_PASSWORD, "The password of the source"))
    return source_passwords.forget(home, source)


@app.command
def remove(source: SourceId, /, *, json: Json = False) -> None:
    """Stop reading a source. Its messages stay, and the store itself is not touched.

    For example:
        owntexts source remove 1
    """
    with open_home() as home:
        removed = sources.remove(home, source)
    show(removed, lambda: f"{removed.path} is not read any more; its messages stay.", json=json)


def _found(rows: list[sources.FoundSource]) -> list[str]:
    if not rows:
        return ["Nothing was found in the usual places. Add a store by its path with: owntexts source add PATH"]
    return list(
        words.columns(
            ("kind", "", "path"), ((row.kind, "added" if row.added else "not added yet", row.path) for row in rows)
        )
    )


def _table(rows: list[sources.SourceState]) -> list[str]:
    if not rows:
        return ["No sources yet. Add one with: owntexts source add PATH"]
    titles = ("id", "kind", "name", "last read", "newest message", "rows", "problems", "path")
    return list(
        words.columns(
            titles,
            (
                (
                    row.id,
                    f"{row.kind} ({row.mode})" if row.mode else row.kind,
                    row.name,
                    words.when(row.last_read_at),
                    words.when(row.newest_message_at),
                    row.read,
                    row.problems,
                    row.path,
                )
                for row in rows
            ),
        )
    )
