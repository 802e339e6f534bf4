"""What a mirrored source has no more goes to Recently Deleted, on all devices; of a great deal the person is asked."""

from collections.abc import Sequence
from typing import Final

from owntexts.agent.contact import hub_offset_ms
from owntexts.agent.home import Home, now_ms
from owntexts.errors import SourceFailed
from owntexts.explain import Evidence, Fix
from owntexts.model.clock import next_stamp
from owntexts.model.records import Intent
from owntexts.replica import deleted, intents, mirroring
from owntexts.replica.doings import DELETED
from owntexts.replica.mirroring import MIRROR, Gone
from owntexts.replica.sources import Source, number_of

ALWAYS: Final = 50
SHARE: Final = 100


def follow(home: Home, source: Source, vanished: Sequence[int]) -> None:
    """After a source was read to its end without these rows. Raises SourceFailed source.emptied where that is much."""
    if source.mode != MIRROR:
        return
    gone = mirroring.gone(home.replica, number_of(source.id), vanished)
    if gone is None:
        return
    if len(gone.sightings) > limit(gone) and not source.accepted:
        raise _much_is_gone(source, gone)
    _delete(home, gone.sightings)
    mirroring.settle(home.replica, number_of(source.id), vanished)


def limit(gone: Gone) -> int:
    """How many messages may go without a question: 50, or 1% of what the source had."""
    return max(ALWAYS, gone.of // SHARE)


def _delete(home: Home, gone: Sequence[bytes]) -> None:
    """The person's own word on a message, that it is deleted or was taken back, stays."""
    said = deleted.of_message(home.replica, gone)
    at = now_ms() + hub_offset_ms(home.replica)
    stamp = next_stamp(at, 0, home.device)
    intents.record(
        home.replica,
        *(
            Intent(scope=intents.MESSAGE, target=one, field=DELETED, value=at, stamp=stamp)
            for one in gone
            if said[one] is None
        ),
    )


def _much_is_gone(source: Source, gone: Gone) -> SourceFailed:
    return SourceFailed(
        "Much of this source is gone",
        f"It is mirrored, and {len(gone.sightings)} of its {gone.of} messages would go to Recently Deleted. None has.",
        code="source.emptied",
        evidence=(Evidence("messages gone", len(gone.sightings), limit(gone), "the source"),),
        fixes=(
            Fix(
                "accept-fewer",
                "If that is right, say so and import again",
                "setting",
                command=f"owntexts source set {source.id} accept_fewer yes",
            ),
            Fix(
                "archive",
                "Keep what the source forgets",
                "setting",
                command=f"owntexts source set {source.id} mode archive",
            ),
        ),
    )
