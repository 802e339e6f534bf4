"""What is known of one sighting: the law by which records of it, from any store and device, become one state.

The state is a tuple of layers (see `layers`), nearly always one. Three things have laws of their own: delivered and
read times are the earliest, `formats` adds up, and of `parts` the newest of each time of change is kept, so that no
text that a message ever had is lost. All three but `parts` stand on the newest layer.
"""

from collections.abc import Iterable, Sequence

import msgspec
from msgspec.structs import replace

from owntexts.model import layers
from owntexts.model.codec import NONSENSE, encode
from owntexts.model.ids import native_text, pack_native, sighting_id
from owntexts.model.layers import UNDATED
from owntexts.model.records import TEXT, Edit, Header, Part, Sighting

Facts = tuple[Sighting, ...]
Parts = tuple[str | Part, ...]

PLAIN = (
    "kind",
    "direction",
    "service",
    "sender",
    "at",
    "threads",
    "subject",
    "effect",
    "reply_to",
    "event",
    "deleted_at",
    "flags",
    "extra",
)
EARLIEST = ("delivered_at", "read_at")

_decode = msgspec.msgpack.Decoder(Facts).decode


def identity(facts: Facts) -> bytes:
    """The sighting's id."""
    return sighting_id(facts[0].family, facts[0].native)


def merge(a: Facts, b: Facts) -> Facts:
    """What two states of one sighting say together, in normal form."""
    if a == b:
        return a
    return _normal(expanded(a) + expanded(b))


def effective(facts: Facts) -> Sighting:
    """What the sighting says now, as one record under its newest header."""
    if len(facts) == 1:
        return facts[0]
    return replace(facts[0], **layers.newest(facts, (*PLAIN, "parts")))


def adds_to(facts: Facts, record: Sighting) -> bool:
    """Whether this record would change anything that the sighting says, or its history of texts."""
    if len(facts) == 1 and replace(record, header=facts[0].header) == facts[0]:
        return False
    merged = merge(facts, (record,))
    return merged is not facts and _says(merged) != _says(facts)


def expanded(facts: Facts) -> tuple[Sighting, ...]:
    """The layers as they travel: each with the parts it stands for, so that each makes sense alone."""
    if len(facts) == 1:
        return facts
    parts: Parts | bool | None = None
    travelling = []
    for layer in facts:
        parts = parts if isinstance(layer.parts, bool) or layer.parts is None else layer.parts
        travelling.append(replace(layer, parts=parts) if layer.parts is True else layer)
    return tuple(travelling)


def encode_state(facts: Facts) -> bytes:
    """The state as one array of layers; equal states are equal bytes."""
    return encode(facts)


def decode_state(data: bytes) -> Facts:
    """What `encode_state` wrote; ReplicaDamaged on anything else."""
    try:
        return _decode(data)
    except NONSENSE as reason:
        raise layers.damaged("message", reason) from reason


def superseded_texts(facts: Facts, edits: Iterable[Edit] = ()) -> tuple[Edit, ...]:
    """Texts that parts once had, by older layers, and that neither they nor any of these edits have now.

    `at` is when that layer changed last, or the message's own time where it never did.
    """
    if len(facts) == 1:
        return ()
    told = {(edit.part, edit.text) for edit in edits}
    return tuple(edit for edit in _superseded(facts) if (edit.part, edit.text) not in told)


def texts_of(parts: Sequence[str | Part]) -> dict[int, str]:
    """The text of each text part, by its place."""
    return {place: text for place, part in enumerate(parts) if (text := _text_of(part))}


def _text_of(part: str | Part) -> str | None:
    if isinstance(part, str):
        return part
    return part.text if part.kind == TEXT else None


def _superseded(facts: Facts) -> list[Edit]:
    target, at = identity(facts), effective(facts).at
    parts = [(layer.header.changed, layer.parts) for layer in facts if isinstance(layer.parts, tuple)]
    now = texts_of(parts[0][1]) if parts else {}
    first: dict[tuple[int, str], int | None] = {}
    for changed, older in parts[1:]:
        first |= {(place, text): changed or at for place, text in texts_of(older).items() if now.get(place) != text}
    return [Edit(target=target, part=place, at=when, text=text) for (place, text), when in first.items()]


def _says(facts: Facts) -> tuple[Sighting, set[tuple[int, str]]]:
    now = replace(effective(facts), header=UNDATED)
    return now, {(edit.part, edit.text) for edit in superseded_texts(facts)}


def _normal(records: tuple[Sighting, ...]) -> Facts:
    said = layers.by_header(records, (*PLAIN, "parts"))
    parts = _history({header: fields.pop("parts") for header, fields in said.items()})
    kept = layers.won(said)
    for header, value in parts.items():
        kept[header]["parts"] = value
    kept[layers.top(kept)] |= _gathered(records)
    blank = Sighting(family=records[0].family, native=_packed(records), header=UNDATED, formats=0)
    return tuple(replace(blank, header=header, **fields) for header, fields in kept.items() if fields)


def _packed(records: tuple[Sighting, ...]) -> bytes | str:
    return pack_native(native_text(records[0].native))


def _history(parts: dict[Header, Parts | bool | None]) -> dict[Header, Parts | bool]:
    """Of each time of change the newest parts; True where the next newer one's are the same."""
    kept: dict[Header, Parts | bool] = {}
    newer: Parts | None = None
    changed = None
    for header, value in parts.items():
        if isinstance(value, tuple) and header.changed != changed:
            kept[header] = True if value == newer else value
            newer, changed = value, header.changed
    return kept


def _gathered(records: tuple[Sighting, ...]) -> layers.Fields:
    gathered: layers.Fields = {"formats": 0}
    for record in records:
        gathered["formats"] |= record.formats
    for field in EARLIEST:
        times = [time for record in records if (time := getattr(record, field)) is not None]
        gathered[field] = min(times, default=None)
    return gathered
