"""How files are shown: their small pictures, and where their bytes are. A page asks for all of its own at once."""

from collections.abc import Collection, Iterator
from typing import Any, Final

import msgspec
from msgspec import Struct

from owntexts.explain import Finding
from owntexts.model.records import Preview
from owntexts.replica import drafts, kinds
from owntexts.replica.database import Connection, Replica

_AT: Final = "where attachment in (select value from carray(?1))"
_CONTENTS: Final = (
    "select attachment, content, exists (select 1 from cached k where k.content = c.content) "  # noqa: S608 - constants
    f"or exists (select 1 from place p where p.content = c.content) from content c {_AT}"
)
_PLACES: Final = f"select attachment, content, trouble from place {_AT} order by source"  # noqa: S608 - as above
_PICTURES: Final = (
    f"select state from preview p join record r on r.number = p.record {_AT} "  # noqa: S608 - as above
    "and exists (select 1 from cached k where k.content = p.picture) order by p.record"
)
_LACKING: Final = f"select attachment, finding from content c join lacking l on l.content = c.content {_AT}"  # noqa: S608 - as above
_FINDINGS: Final = msgspec.json.Decoder(Finding)


class Picture(Struct, frozen=True, gc=False):
    """A small picture in the cache: SHA-256 and length of its bytes; the size of what it shows, its length in ms."""

    content: bytes
    length: int
    width: int
    height: int
    lasts: int | None


class Look(Struct, frozen=True, gc=False):
    """A file on this device: `is_here` with its bytes, `on_hub` to be fetched; source trouble, what the hub said."""

    picture: Picture | None = None
    is_here: bool = False
    on_hub: bool = False
    trouble: str | None = None
    refused: Finding | None = None


def looks(db: Replica, attachments: Collection[bytes]) -> dict[bytes, Look]:
    """By attachment how it looks here. A picture that was made of other bytes than the file's own is none of it."""
    if not attachments:
        return {}
    asked = drafts.ids_array(attachments)
    with db.read() as connection:
        contents = {one: (content, bool(here)) for one, content, here in _rows(connection, _CONTENTS, asked)}
        spots = _spots(connection, asked)
        refused = {one: _FINDINGS.decode(said) for one, said in _rows(connection, _LACKING, asked)}
        pictures = list(_pictures(connection, asked))
    return {
        one: _look(contents.get(one), spots.get(one, []), _of(pictures, one), refused.get(one)) for one in attachments
    }


def _look(
    content: tuple[bytes, bool] | None,
    spots: list[tuple[bytes | None, str | None]],
    pictures: list[Preview],
    refused: Finding | None,
) -> Look:
    known = {content[0]} if content else {found for found, _ in spots if found}
    is_here = bool(content and content[1]) or any(trouble is None for _, trouble in spots)
    fitting = (one for one in pictures if not known or one.of in known)
    return Look(
        picture=next((_picture(one) for one in fitting), None),
        is_here=is_here,
        on_hub=content is not None,
        trouble=next((trouble for _, trouble in spots if trouble), None),
        refused=None if is_here else refused,
    )


def _of(pictures: list[Preview], attachment: bytes) -> list[Preview]:
    return [one for one in pictures if one.attachment == attachment]


def _picture(one: Preview) -> Picture:
    return Picture(one.picture.content, one.picture.length, one.width, one.height, one.lasts)


def _pictures(connection: Connection, asked: Any) -> Iterator[Preview]:
    for (state,) in _rows(connection, _PICTURES, asked):
        preview: Preview = kinds.KINDS[kinds.PREVIEW].decode(state)[0]
        yield preview


def _spots(connection: Connection, asked: Any) -> dict[bytes, list[tuple[bytes | None, str | None]]]:
    found: dict[bytes, list[tuple[bytes | None, str | None]]] = {}
    for attachment, content, trouble in _rows(connection, _PLACES, asked):
        found.setdefault(attachment, []).append((content, trouble))
    return found


def _rows(connection: Connection, sql: str, asked: Any) -> list[Any]:
    return list(connection.execute(sql, (asked,)).fetchall())
