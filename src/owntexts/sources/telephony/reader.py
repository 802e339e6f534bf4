"""An open copy of a telephone's tables, in whatever format: walked twice, in the same order.

The first walk counts the rows, finds out who the owner is, and notes which times come more than once; the second gives
what each row says. Neither holds more than a row.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from hashlib import blake2b
from typing import Final, Self

from msgspec.msgpack import encode

from owntexts.explain import Finding
from owntexts.model.handles import minimal
from owntexts.model.observations import Ledger, Observation, Problem, Row, Total, Unchanged
from owntexts.sources.base import Options
from owntexts.sources.telephony.formats import Formats
from owntexts.sources.telephony.interpreter import Meaning, key_of, meaning, said
from owntexts.sources.telephony.owner import Owner, Suspicion
from owntexts.sources.telephony.repeats import Repeats
from owntexts.sources.telephony.rows import Entry, MultimediaRow, Read
from owntexts.sources.telephony.threads import Introductions

DIGEST_BYTES: Final = 8
MOST_OWN: Final = 100

Walk = Callable[[], Iterator[Read]]


class TelephonySource:
    """`walk` gives the rows anew each time it is called; `close` gives back what was opened for it.

    `own` are addresses that are known to be the owner's, in minimal form.
    """

    def __init__(
        self,
        walk: Walk,
        formats: Formats,
        options: Options,
        close: Callable[[], None] = lambda: None,
        own: Iterable[str] = (),
    ) -> None:
        self._walk = walk
        self._own = options.own.union(own)
        self._formats = formats
        self._options = options
        self._close = close
        self._survey: _Survey | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._close()

    def own_addresses(self) -> frozenset[str]:
        """The owner's, as far as the rows leave no doubt; those of the options are no news."""
        survey = self._surveyed()
        return survey.suspicion.certain().union(survey.told) - self._options.own

    def read(self, ledger: Ledger) -> Iterator[Observation]:
        """Total, then each row in rising order, its thread before the first row that stands in it."""
        survey, self._survey = self._surveyed(), None
        with closing(survey.repeats) as repeats:
            yield Total(survey.rows)
            owner = Owner(survey.suspicion.confirmed().union(survey.told))
            yield from _Reading(self._formats, self._options, owner, repeats).observations(self._walk(), ledger)

    def diagnose(self) -> list[Finding]:
        """Nothing that the rows do not say themselves."""
        return []

    def _surveyed(self) -> "_Survey":
        """What the first walk found, which is kept until the second."""
        if self._survey is None:
            survey = _Survey(self._own)
            for one in self._walk():
                survey.look(one)
            self._survey = survey
        return self._survey


class _Survey:
    """The first walk: how many rows there are, who the owner is as far as told and as far as suspected, the times."""

    def __init__(self, own: Iterable[str]) -> None:
        self.rows = 0
        self.told = set(own)
        self.suspicion = Suspicion()
        self.repeats = Repeats()

    def look(self, one: Read) -> None:
        if isinstance(one, Problem):
            self.rows += one.unreadable
            return
        self.rows += 1
        self.repeats.note(one.row.written)
        if one.own and len(self.told) < MOST_OWN:
            self.told.add(minimal(one.own))
        if isinstance(one.row, MultimediaRow):
            self.suspicion.look(one.row)


class _Reading:
    """The second walk."""

    def __init__(self, formats: Formats, options: Options, owner: Owner, repeats: Repeats) -> None:
        self._formats = formats
        self._owner = owner
        self._repeats = repeats
        self._introductions = Introductions()
        self._seed = _seed(formats, options, owner)

    def observations(self, walk: Iterator[Read], ledger: Ledger) -> Iterator[Observation]:
        for one in walk:
            if isinstance(one, Problem):
                yield one
            else:
                yield from self._row(one, ledger)

    def _row(self, entry: Entry, ledger: Ledger) -> Iterator[Observation]:
        about, key, occurrence = self._named(entry)
        digest = self._digest(entry, occurrence)
        if ledger.has(entry.number, digest):
            yield Unchanged(entry.number)
            return
        about = about or meaning(entry.row, self._owner, self._formats)
        told = said(entry.row, about, key or key_of(entry.row, about, occurrence))
        yield from self._introductions.of(entry.row, about, told.sighting)
        yield from (Problem(entry.number, entry.where, reason, unreadable=False) for reason in entry.said)
        yield Row(entry.number, digest, (told.sighting,), told.files)

    def _named(self, entry: Entry) -> tuple[Meaning | None, str | None, int]:
        """Of a row whose time may repeat what it is about, its key and how often that came before."""
        if not self._repeats.may_repeat(entry.row.written):
            return None, None, 0
        about = meaning(entry.row, self._owner, self._formats)
        key = key_of(entry.row, about, 0)
        occurrence = self._repeats.occurrence(f"{about.format.family}\0{entry.apart}\0{key}")
        return about, key_of(entry.row, about, occurrence) if occurrence else key, occurrence

    def _digest(self, entry: Entry, occurrence: int) -> int:
        """64 bits over the row and over all else that decides what it says here."""
        hashed = blake2b(entry.digest, key=self._seed, digest_size=DIGEST_BYTES)
        if occurrence:
            hashed.update(occurrence.to_bytes(8, "big"))
        return int.from_bytes(hashed.digest(), "big")


def _seed(formats: Formats, options: Options, owner: Owner) -> bytes:
    decoders = [formats.messages.decoder, formats.calls.decoder]
    return blake2b(encode([decoders, sorted(owner.addresses), options.timezone]), digest_size=32).digest()
