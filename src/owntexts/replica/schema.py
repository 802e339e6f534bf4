"""The newest schema, and the way there from each older one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

import apsw

from owntexts.replica import trouble
from owntexts.replica.words import WORDS_VERSION

APPLICATION_ID: Final = 0x4F776E54
VERSIONS: Final = {"words_version": WORDS_VERSION, "files_version": 1, "known_kinds": 11}
"""What is worked out from records, by its key of `state`: a raised version has it made anew."""

Transaction = Callable[[], AbstractContextManager[apsw.Connection]]

_HERE: Final = Path(__file__).parent


def newest() -> str:
    """The whole schema as statements."""
    return (_HERE / "schema.sql").read_text("utf-8")


def migrations() -> list[str]:
    """The steps from an empty file to the newest schema, first step first."""
    return [step.read_text("utf-8") for step in sorted((_HERE / "migrations").glob("*.sql"))]


def bring_up(read: Transaction, write: Transaction, path: Path) -> None:
    """Makes the file what this version expects. Raises ReplicaDamaged where it is another program's."""
    steps = migrations()
    with read() as connection:
        if _is_newest(connection, steps):
            return
    with write() as connection:
        found = version_of(connection)
        if found > len(steps):
            raise trouble.newer_than_this_version(path, found, len(steps))
        if _is_newest(connection, steps):
            return
        _refuse_another_program(connection, path)
        _build(connection, steps, found)
        _make_anew(connection)


def _is_newest(connection: apsw.Connection, steps: list[str]) -> bool:
    return version_of(connection) == len(steps) and not _outgrown(connection)


def version_of(connection: apsw.Connection) -> int:
    return int(str(connection.pragma("user_version")))


def _outgrown(connection: apsw.Connection) -> list[str]:
    kept = dict(connection.execute("select key, value from state where key glob '*_version' or key = 'known_kinds'"))
    return [key for key, version in VERSIONS.items() if kept.get(key) != version]


def _make_anew(connection: apsw.Connection) -> None:
    from owntexts.replica.outgrown import STEPS  # noqa: PLC0415 - which knows the modules that know this one

    for key in _outgrown(connection):
        STEPS[key](connection)
        connection.execute("insert or replace into state values (?, ?)", (key, VERSIONS[key]))


def _build(connection: apsw.Connection, steps: list[str], found: int) -> None:
    for statements in steps[found:] if found else [newest()]:
        connection.execute(statements)
    connection.pragma("application_id", APPLICATION_ID)
    connection.pragma("user_version", len(steps))


def _refuse_another_program(connection: apsw.Connection, path: Path) -> None:
    is_empty = not connection.execute("select count(*) from sqlite_schema").get
    if not is_empty and connection.pragma("application_id") != APPLICATION_ID:
        raise trouble.damaged(path, "another program's tables", "The file in its place is another program's database.")
