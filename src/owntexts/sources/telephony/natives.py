"""Native keys of telephony rows (docs/protocol.md 4.2): the RCS id, the MMS id, or the composed key."""

from owntexts.model.natives import MMS, composed_key
from owntexts.model.records import DIRECTIONS
from owntexts.sources.telephony import rcs
from owntexts.sources.telephony.parties import Parties
from owntexts.sources.telephony.rows import MultimediaRow, NativeRow


def native_key(row: NativeRow, way: int, parties: Parties, body: str, occurrence: int) -> str:
    """`occurrence` counts the rows of one source that are equal in all that a key is made of, from 0.

    An id of its own makes a row unique, save where a source has a row twice.
    """
    own = _own_id(row, way) if isinstance(row, MultimediaRow) else None
    if own is None:
        return composed_key(way, parties.others, row.written, body, occurrence)
    return f"{own}\0{occurrence}" if occurrence else own


def _own_id(row: MultimediaRow, way: int) -> str | None:
    mirror = rcs.mirrored(row.transaction)
    if mirror:
        return mirror.message
    known = row.transaction or row.message_id
    return "\0".join((MMS, DIRECTIONS[way], row.written, known)) if known else None
