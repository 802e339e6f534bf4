"""What the hub did not give as it was sent: told by the name of its attachment, asked for again, and told to others.

A device that holds the bytes hears of it in the log and puts them again (see `restoring`).
"""

from typing import Final

from msgspec.structs import replace

from owntexts.agent.carrying import Run
from owntexts.agent.contact import hub_offset_ms
from owntexts.errors import IntegrityFailed
from owntexts.explain import Evidence, Finding, Fix
from owntexts.model.clock import next_stamp
from owntexts.model.records import Intent, Reference
from owntexts.replica import attachments, damage, downloads
from owntexts.sync.backoff import asked_again_ms

INTEGRITY: Final = IntegrityFailed
SEND_AGAIN: Final = Fix(
    "send-again", "Sync a device that has the file: it puts what is missing or damaged", "person", "owntexts sync"
)


class Wrong(Exception):
    """Not the bytes that were sent. `shown` is SHA-256 of those that came; None where nothing did.

    `reference` is None where every piece was right and the file is not.
    """

    def __init__(self, reference: Reference | None, shown: bytes | None, error: IntegrityFailed) -> None:
        super().__init__(error.finding.title)
        self.reference = reference
        self.shown = shown
        self.error = error


def met(run: Run, content: bytes, reason: Wrong) -> None:
    """Keeps what was met with this content, and when it is asked for again; tells the other devices of a bad blob."""
    device = run.device
    tries = downloads.tries(device.replica, content)
    finding = named(run, content, reason.error.finding)
    downloads.lacks(device.replica, content, finding, device.now() + asked_again_ms(tries))
    if reason.reference is not None:
        tell(run, reason.reference.blob, reason.shown.hex() if reason.shown else damage.MISSING)


def tell(run: Run, blob: bytes, said: str | None) -> None:
    """Says to the account's devices that a blob is damaged (SHA-256 of what came), missing, or well again (None)."""
    device = run.device
    before = damage.said_of(device.replica, blob)
    if (before.value if before else None) != said:
        stamp = next_stamp(
            device.now(), hub_offset_ms(device.replica), device.membership.device, before.stamp if before else None
        )
        damage.say(
            device.replica, Intent(scope=damage.BLOB, target=blob, field=damage.DAMAGED, value=said, stamp=stamp)
        )


def named(run: Run, content: bytes, finding: Finding) -> Finding:
    """The finding with the attachment's name and its message; it holds up nothing else."""
    named_by = attachments.named(run.device.replica, content)
    if named_by is None:
        return finding
    evidence = (
        Evidence("attachment", named_by.name or named_by.mime or "without a name", origin="replica"),
        Evidence("message", named_by.message.hex(), origin="replica"),
    )
    return replace(finding, blocks=(), evidence=(*evidence, *finding.evidence))


def missing(reference: Reference) -> IntegrityFailed:
    """The hub has no blob where one should be."""
    return IntegrityFailed(
        "The hub does not have an attachment's bytes any more",
        "Another device put them there, and a record in the log says so.",
        code="integrity.blob",
        evidence=(Evidence("blob", reference.blob.hex(), origin="the reference"),),
        fixes=(SEND_AGAIN, Fix("fetch-again", "It is asked for again by itself", "wait")),
    )


def another_file(content: bytes) -> IntegrityFailed:
    """Every piece opened, and together they are not the file."""
    return IntegrityFailed(
        "An attachment's pieces are not the file that they should be",
        "Each piece is as it was sent, and together they are another file. Nothing of it is shown or kept.",
        code="integrity.blob",
        evidence=(Evidence("content", content.hex(), origin="the record"),),
        fixes=(SEND_AGAIN, Fix("fetch-again", "It is asked for again by itself", "wait")),
    )
