"""An open backup as a source: what is wrong with the backup itself, then its messages, as in any store of Apple's."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final, Self

from owntexts.explain import Finding
from owntexts.model.observations import Context, Ledger, Observation, Problem, Total
from owntexts.sources import failures
from owntexts.sources.apple_messages.reader import AppleMessages
from owntexts.sources.base import Options
from owntexts.sources.iphone_backup import folder as folders
from owntexts.sources.iphone_backup.addressbook import contacts
from owntexts.sources.iphone_backup.backup import Backup
from owntexts.sources.iphone_backup.preferences import advice
from owntexts.sources.iphone_backup.recognition import recognize
from owntexts.sources.malformed import Malformed

SMS_PATH: Final = folders.SMS[1]
CONTACTS_AT_ONCE: Final = 100


class IphoneBackup:
    """A backup that is open; what it was read from is closed with it."""

    def __init__(self, path: Path, options: Options) -> None:
        self._backup = Backup(path, options.secret)
        self._notes: list[str] = []
        try:
            self._messages = self._opened_messages()
        except BaseException:
            self._backup.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._messages:
            self._messages.__exit__(*exc)
        self._backup.close()

    def read(self, ledger: Ledger) -> Iterator[Observation]:
        """Total, what is missing or damaged, contacts, then what AppleMessages reads."""
        messages = self._messages.read(ledger) if self._messages else iter((Total(0),))
        yield next(messages)
        yield from (_problem(note) for note in (*self._state(), *self._notes))
        yield from self._contacts()
        yield from messages

    def _contacts(self) -> Iterator[Observation]:
        complaints: list[str] = []
        found = contacts(self._backup, complaints)
        while some := tuple(islice(found, CONTACTS_AT_ONCE)):
            yield Context(some)
        yield from map(_problem, complaints)

    def own_addresses(self) -> frozenset[str]:
        """See AppleMessages."""
        return self._messages.own_addresses() if self._messages else frozenset()

    def diagnose(self) -> list[Finding]:
        """What is certain of the backup: that its messages are damaged, and what its iPhone does to them."""
        return [*(self._messages.diagnose() if self._messages else ()), *advice(self._backup)]

    def _opened_messages(self) -> AppleMessages | None:
        try:
            found = self._backup.find(*folders.SMS)
            if found is None:
                self._notes.append(_absent(listed=self._backup.lists(*folders.SMS)))
                return None
            if not found.is_as_listed():
                self._notes.append(f"{SMS_PATH} is not as the iPhone wrote it: its digest is another one")
            taken = self._backup.database(*folders.SMS)
            return AppleMessages(taken, found.path) if taken else None
        except Malformed as reason:
            raise failures.damaged(self._backup.folder, f"{SMS_PATH}: {reason}") from reason

    def _state(self) -> Iterator[str]:
        if not self._backup.about.is_finished:
            yield f"it says that it is not finished ({self._backup.about.state}); what is there is read"
        if self._backup.damage:
            yield f"its list of files is damaged: {self._backup.damage}; what is named there is read"


def open_source(path: Path, options: Options) -> IphoneBackup:
    """Raises SourceFailed where the backup cannot be opened, or is none."""
    if not path.exists():
        raise failures.missing(path)
    found = recognize(path)
    if found.answer == "no":
        raise failures.unrecognised(path, found.evidence)
    return IphoneBackup(path, options)


def _problem(reason: str) -> Problem:
    return Problem(None, "the backup", reason, unreadable=False)


def _absent(*, listed: bool) -> str:
    if listed:
        return f"{SMS_PATH} is listed and not in the folder: the copy is not whole"
    return f"{SMS_PATH} is not in it: this backup was made without messages"
