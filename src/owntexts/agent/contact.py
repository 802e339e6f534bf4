"""What the hub said of itself at the last contact, its clock and its versions, for those who ask while it is away."""

from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from owntexts.model.times import read_rfc3339
from owntexts.replica import state
from owntexts.replica.database import Replica
from owntexts.wire.hub import About, Head, Hub

KEY: Final = "zone.contact"
ASKED_EVERY_MS: Final = 24 * 3600 * 1000
WRITTEN_EVERY_MS: Final = 60_000
CLOCK_STEP_MS: Final = 1_000


class Contact(Struct, frozen=True):
    """The hub's newest word, at a time of this device's clock (UTC ms).

    `offset_ms` is how far this device's clock is ahead of the hub's. The versions were asked for at `about_at`.
    `used` and `quota` are the account's bytes there. `backed_up_at` is when the hub was last copied to another disk, by
    the hub's clock (UTC ms).
    """

    at: int
    offset_ms: int
    about_at: int = 0
    version: str | None = None
    oldest_client: str | None = None
    used: int | None = None
    quota: int | None = None
    backed_up_at: int | None = None


_DECODER = msgspec.json.Decoder(Contact)


def kept(db: Replica) -> Contact | None:
    """The last contact with this account's hub; None before the first."""
    found = state.get(db, KEY)
    return _DECODER.decode(found) if isinstance(found, bytes) else None


def hub_offset_ms(db: Replica) -> int:
    """What is added to this device's clock to have the hub's; 0 before the first contact."""
    met = kept(db)
    return -met.offset_ms if met else 0


def heard(db: Replica, hub: Hub, head: Head, now: int) -> None:
    """Keeps what a head says; once a day the hub is asked for its versions too."""
    before = kept(db)
    hub_now = read_rfc3339(head.now)
    offset = 0 if hub_now is None else now - hub_now
    met = replace(
        before or Contact(now, offset),
        at=now,
        offset_ms=offset,
        used=head.used,
        quota=head.quota,
        backed_up_at=read_rfc3339(head.backed_up_at),
    )
    if not 0 <= now - met.about_at < ASKED_EVERY_MS:
        met = _told(met, hub.about(), now)
    if before is None or _is_news(before, met):
        _keep(db, met)


def room(db: Replica, used: int, quota: int, now: int) -> None:
    """Keeps what the hub says of the account's room between two heads."""
    before = kept(db)
    if before is not None and (before.used, before.quota) != (used, quota):
        _keep(db, replace(before, at=now, used=used, quota=quota))


def ask(db: Replica, hub: Hub, now: int) -> About:
    """Asks the hub for its versions now, and keeps them where there was a contact before."""
    about = hub.about()
    if (before := kept(db)) is not None:
        _keep(db, _told(before, about, now))
    return about


def _told(contact: Contact, about: About, now: int) -> Contact:
    return replace(contact, about_at=now, version=about.version, oldest_client=about.oldest_client)


def _is_news(before: Contact, met: Contact) -> bool:
    """Whether it is worth a write: an agent that is nudged all day hears the same all day."""
    return (
        abs(met.at - before.at) >= WRITTEN_EVERY_MS
        or abs(met.offset_ms - before.offset_ms) >= CLOCK_STEP_MS
        or replace(before, at=met.at, offset_ms=met.offset_ms) != met
    )


def _keep(db: Replica, contact: Contact) -> None:
    state.put(db, KEY, msgspec.json.encode(contact))
