"""Putting on the hub again what is missing or damaged there, by a device that has the bytes.

Of damaged bytes exactly those are replaced that a device was given, and it is told in the findings of this device.
"""

from collections.abc import Iterable, Mapping

from owntexts.agent import blob_news, mishaps
from owntexts.agent.carrying import Run, Way
from owntexts.explain import Evidence, Finding, Fix
from owntexts.model.times import rfc3339
from owntexts.replica import blobs, damage
from owntexts.replica.blobs import Use
from owntexts.wire.blob import BlobKind


def put_again(run: Run, missing: Iterable[bytes], instead_of: Mapping[bytes, bytes] | None = None) -> list[bytes]:
    """Those that this device could not put, as it does not have their bytes. Raises HubFailed."""
    return [blob for blob in missing if not _put(run, blob, (instead_of or {}).get(blob))]


def mend(run: Run, way: Way = "send") -> None:
    """Puts what other devices said is damaged or missing, where this one has it. Raises Waits, HubFailed."""
    for blob, said in damage.bad_blobs(run.device.replica).items():
        run.check(way)
        shown = None if said == damage.MISSING else bytes.fromhex(said)
        if _put(run, blob, shown):
            mishaps.tell(run, blob, None)
            _note(run, blob, damaged=shown is not None)


def _put(run: Run, blob: bytes, instead_of: bytes | None) -> bool:
    with run.device.replica.read() as connection:
        uses = blobs.uses_of(connection, blob)
    for use in uses:
        plaintext = _plaintext(run, use)
        if plaintext is not None:
            sealed = run.keys.seal(use.kind, use.reference, plaintext)
            run.means.blobs.put_blob(blob, sealed, instead_of=instead_of)
            return True
    return False


def _plaintext(run: Run, use: Use) -> bytes | None:
    if use.kind == BlobKind.LIST:
        return use.list_of_pieces
    return run.shelves.piece(use.content, use.size, use.place, use.reference)


def _note(run: Run, blob: bytes, *, damaged: bool) -> None:
    now = run.device.now()
    finding = Finding(
        code="integrity.blob",
        severity="info",
        title=f"The hub had {'damaged' if damaged else 'lost'} bytes of an attachment, and this device put them again",
        explanation="Nothing is lost. A hub whose disk fails may have more that is damaged.",
        since=rfc3339(now),
        evidence=(Evidence("blob", blob.hex(), origin="another device's word", at=rfc3339(now)),),
        fixes=(
            Fix(
                "check-hub",
                "Have the hub's operator look for damaged blobs",
                "person",
                command="owntexts hub check --data DIR",
            ),
            Fix("wait", "Nothing: this is told for a week", "wait"),
        ),
    )
    blob_news.mended(run.device.replica, finding, now)
