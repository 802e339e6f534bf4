"""From pending changes to sealed items in the outbox: cut, sealed, and sealed anew where an epoch has ended."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from owntexts.agent.members import Members
from owntexts.crypto import batches
from owntexts.crypto.identity import Membership
from owntexts.replica import outbox, state
from owntexts.replica.database import Replica
from owntexts.replica.outbox import Sealed
from owntexts.wire.batch import BatchHeader, item_hash, parse
from owntexts.wire.hub import ChangeToken

DAY_MS: Final = 24 * 3600 * 1000
SPOKE_AT: Final = "zone.spoke_at"
"""State key: when this device last sealed something (ms)."""


@dataclass(frozen=True)
class Writer:
    """What the next item of this device says of itself: who wrote it, under which keys, and what it had seen."""

    membership: Membership
    members: Members
    seen: ChangeToken
    random: Callable[[int], bytes]

    def seal(self, counter: int, previous: bytes, plaintext: bytes, needs: tuple[bytes, ...] = ()) -> bytes:
        """A sealed batch; the hub takes it only if it has all blobs that it `needs`."""
        keyring = self.members.keyring
        return batches.seal(
            plaintext,
            self._header(counter, previous, needs),
            epoch_key=self.members.epoch_keys[keyring.epoch],
            keys=self.membership.keys,
            random=self.random,
        )

    def heartbeat(self, counter: int, previous: bytes) -> bytes:
        """A signed sign of life."""
        return batches.heartbeat(self._header(counter, previous), keys=self.membership.keys, random=self.random)

    def resealed(self, data: bytes, previous: bytes) -> bytes:
        """The same item under the same counter, as this writer would seal it now."""
        old = parse(data)
        if not old.ciphertext:
            return self.heartbeat(old.header.counter, previous)
        plaintext = batches.open_batch(old, self.members.keyring, self.members.epoch_keys)
        return self.seal(old.header.counter, previous, plaintext, old.header.needs)

    def _header(self, counter: int, previous: bytes, needs: tuple[bytes, ...] = ()) -> BatchHeader:
        keyring = self.members.keyring
        return BatchHeader(
            account=self.membership.account,
            epoch=keyring.epoch,
            keyring_number=keyring.number,
            keyring_hash=keyring.hash,
            device=self.membership.device,
            counter=counter,
            previous=previous,
            seen=self.seen,
            needs=needs,
        )


def fill_outbox(db: Replica, writer: Writer, now: int) -> bool:
    """Seals what is pending until the outbox is full; whether anything waits in it."""
    sealed = False
    while outbox.fill(db, writer.seal):
        sealed = True
    if sealed:
        state.put(db, SPOKE_AT, now)
    return bool(outbox.waiting(db))


def reseal_outbox(db: Replica, writer: Writer) -> None:
    """Seals everything that waits anew, each item after the new hash of the one before it."""
    resealed: list[Sealed] = []
    for old in outbox.waiting(db):
        previous = resealed[-1].hash if resealed else parse(old.data).header.previous
        data = writer.resealed(old.data, previous)
        resealed.append(Sealed(old.counter, item_hash(data), data, old.changes, old.kind))
    outbox.replace(db, resealed)


def beat(db: Replica, writer: Writer, now: int) -> None:
    """Seals a heartbeat into the outbox."""
    outbox.beat(db, writer.heartbeat)
    state.put(db, SPOKE_AT, now)


def heartbeat_due(db: Replica, now: int) -> bool:
    """Whether this device has said nothing for a day; one that has never spoken begins to count now."""
    spoke = state.get(db, SPOKE_AT)
    if not isinstance(spoke, int):
        state.put(db, SPOKE_AT, now)
        return False
    return now - spoke >= DAY_MS
