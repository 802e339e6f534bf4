"""How much of attachments waits to be sent, or to be fetched as this device's policy wants it."""

from msgspec import Struct

from owntexts.agent.home import now_ms
from owntexts.conditions.keeping import kept_since
from owntexts.conditions.policy import policy_of
from owntexts.replica import downloads, places, settings, zone
from owntexts.replica.database import Replica


class AttachmentsWaiting(Struct, frozen=True):
    """How many attachments have bytes to send or fetch, and how many bytes."""

    waiting: int = 0
    bytes: int = 0


def attachments_waiting(db: Replica) -> AttachmentsWaiting:
    """What waits now; nothing does where there is no account whose hub could have it."""
    since = kept_since(policy_of(settings.listed(db)), now_ms())
    with db.read() as connection:
        if zone.position_in(connection) is None:
            return AttachmentsWaiting()
        unsent = places.unsent(connection)
        missing = downloads.missing(connection, since) if since is not None else (0, 0)
    return AttachmentsWaiting(unsent[0] + missing[0], unsent[1] + missing[1])
