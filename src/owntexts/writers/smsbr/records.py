"""A message as an element `sms` or `mms`: what the app's schema asks for, in values that Android understands."""

import mimetypes
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from msgspec import Struct

from owntexts.model.envelopes import Envelope
from owntexts.model.message import Message, ShownAttachment, ShownPart
from owntexts.model.shown import NO_CONTENT
from owntexts.writers.smsbr.attributes import attributes
from owntexts.writers.smsbr.mirror import APP, transaction

INBOX, SENT = 1, 2
CC, FROM, TO = 130, 137, 151
SEND_REQUEST, RETRIEVED = 128, 132
UTF_8: Final = 106
NO: Final = 129
MMS_VERSION: Final = 18
ANY_SIM: Final = -1
ME: Final = "insert-address-token"
UNKNOWN: Final = "(Unknown)"
BETWEEN: Final = "~"
SMIL: Final = "application/smil"
PLAIN: Final = "text/plain"
MIXED: Final = "application/vnd.wap.multipart.related"
NOT_KNOWN: Final = "application/octet-stream"

Attributes = dict[str, str | int | None]
Content = str | ShownAttachment

UNKNOWN_OF_MMS: Final = (
    *("m_size", "exp", "st", "ct_l", "d_tm", "rpt_a", "read_status"),
    *("resp_st", "resp_txt", "retr_st", "retr_txt", "retr_txt_cs"),
)
USUAL_OF_MMS: Final = attributes(
    dict[str, str | int | None].fromkeys(UNKNOWN_OF_MMS)
    | {"ct_t": MIXED, "seen": 1, "locked": 0, "sub_id": ANY_SIM, "v": MMS_VERSION}
    | {"m_cls": "personal", "pri": NO, "rr": NO, "d_rpt": NO}
)


class Letter(Struct, frozen=True, gc=False):
    """A message that is written, whom it is between, what of it is carried, and what its conversation is called."""

    message: Message
    envelope: Envelope
    contents: tuple[Content, ...]
    name: str | None

    @property
    def is_text(self) -> bool:
        """Whether it is one text to one person; what is more than that Android keeps as an MMS, as what was one."""
        was_mms = self.envelope.worded and self.message.service in {"MMS", "RCS"}
        if len(self.envelope.others) > 1 or self.message.subject or was_mms:
            return False
        return not self.contents or (len(self.contents) == 1 and isinstance(self.contents[0], str))

    @property
    def is_mine(self) -> bool:
        return self.message.direction == "out"

    @property
    def at(self) -> int:
        """UTC milliseconds."""
        return round(datetime.fromisoformat(self.message.at or "").timestamp() * 1000)


def contents(message: Message, envelope: Envelope) -> tuple[Content, ...]:
    """Texts and attachments in their order; the words of what an app showed, where there is nothing else to read."""
    found: list[Content] = []
    for part in message.parts:
        if part.attachment:
            found.append(part.attachment)
        elif part.kind == "text" and part.text:
            found.append(part.text)
        elif not (message.text or envelope.worded) and (words := _of_an_app(part)):
            found.append(words)
    return tuple(found)


def _of_an_app(part: ShownPart) -> str | None:
    return (part.text or part.summary) if part.kind == "balloon" and part.summary != NO_CONTENT else None


def text(letter: Letter) -> str:
    """The element of a text."""
    told: Attributes = {
        "protocol": 0,
        "address": letter.envelope.others[0],
        "date": letter.at,
        "type": _box(letter),
        "subject": None,
        "body": next((one for one in letter.contents if isinstance(one, str)), ""),
        "toa": None,
        "sc_toa": None,
        "service_center": None,
        "read": int(not letter.envelope.unread),
        "status": -1,
        "locked": 0,
        "date_sent": 0,
        "sub_id": ANY_SIM,
    }
    return f"  <sms {attributes(told | _for_people(letter))} />\n"


def head(letter: Letter) -> str:
    """The attributes of an MMS."""
    return f"{attributes(_telling(letter))} {USUAL_OF_MMS} {attributes(_for_people(letter))}"


def _telling(letter: Letter) -> Attributes:
    rcs = letter.envelope.own_id is not None and letter.envelope.own_id.service == "RCS"
    subject = letter.message.subject
    return {
        "date": letter.at,
        "date_sent": 0,
        "msg_box": _box(letter),
        "m_type": SEND_REQUEST if letter.is_mine else RETRIEVED,
        "address": BETWEEN.join(letter.envelope.others),
        "m_id": None if rcs else _own_id(letter),
        "tr_id": _transaction(letter) if rcs else _own_id(letter),
        "creator": APP if rcs else None,
        "ct_cls": 135 if rcs else None,
        "sub": subject.encode("utf-8", "replace").decode("latin-1") if subject else None,
        "sub_cs": UTF_8 if subject else None,
        "read": int(not letter.envelope.unread),
        "text_only": int(all(isinstance(one, str) for one in letter.contents)),
    }


def layout(letter: Letter) -> str:
    """The part that says in which order to show the others."""
    shown = "".join(f'<{_element(one)} src="{location(one, place)}"/>' for place, one in enumerate(letter.contents))
    told: Attributes = {"seq": -1, "ct": SMIL, "name": "smil.xml", "chset": None, "cd": None, "fn": None}
    told |= {"cid": "<smil>", "cl": "smil.xml", "ctt_s": None, "ctt_t": None}
    return attributes(told | {"text": f'<smil><body><par dur="5000ms">{shown}</par></body></smil>'})


def part(one: Content, place: int, *, empty: bool = False) -> str:
    """The attributes of a part, save the bytes of an attachment; `empty` tells that there are none."""
    words = one if isinstance(one, str) else None
    kind = PLAIN if isinstance(one, str) else mime(one)
    told: Attributes = {"seq": place, "ct": NOT_KNOWN if empty and kind == PLAIN else kind}
    told |= {"name": location(one, place), "chset": None if words is None else UTF_8, "cd": None, "fn": None}
    told |= {"cid": f"<{place}>", "cl": location(one, place), "ctt_s": None, "ctt_t": None, "text": words}
    return attributes(told)


def location(one: Content, place: int) -> str:
    """What a part is called."""
    return f"text_{place}.txt" if isinstance(one, str) else one.name or f"file_{place}"


def mime(file: ShownAttachment) -> str:
    """What an attachment is; never a layout, which nobody would see."""
    told = file.mime or mimetypes.guess_type(file.name or "")[0]
    return NOT_KNOWN if told is None or told.strip().lower().startswith(SMIL) else told


def addresses(letter: Letter, me: str | None) -> Iterator[str]:
    """The attributes of each address, with the owner's own: without it the phone would file a group elsewhere."""
    envelope, mine = letter.envelope, me or ME
    sender = ME if letter.is_mine else envelope.sender or envelope.others[0]
    rest = [one for one in envelope.others if one != sender]
    mirrored = envelope.own_id is not None and envelope.own_id.service == "RCS"
    yield _address(sender, FROM)
    if not letter.is_mine:
        yield _address(mine, TO)
    if letter.is_mine or not mirrored:
        yield from (_address(one, TO) for one in rest)
    if mirrored:
        yield from (_address(one, CC) for one in envelope.others)


def _address(address: str, role: int) -> str:
    return attributes({"address": address, "type": role, "charset": UTF_8})


def _box(letter: Letter) -> int:
    """A draft stays one, and what was not sent is not said to have been."""
    return letter.envelope.box or (SENT if letter.is_mine else INBOX)


def _own_id(letter: Letter) -> str | None:
    """What tells two MMS of one second apart. One that a phone kept without an id stays without."""
    if letter.envelope.own_id:
        return letter.envelope.own_id.id
    return None if letter.envelope.worded else letter.message.id


def _transaction(letter: Letter) -> str | None:
    own, envelope = letter.envelope.own_id, letter.envelope
    return transaction(own.id, envelope.group, envelope.name) if own else None


def _for_people(letter: Letter) -> Attributes:
    """What no program reads."""
    readable = (letter.message.at or "").replace("T", " ")[:19]
    return {"readable_date": f"{readable} UTC", "contact_name": letter.name or UNKNOWN}


def _element(one: Content) -> str:
    kind = "text" if isinstance(one, str) else mime(one).partition("/")[0]
    return {"text": "text", "image": "img", "video": "video", "audio": "audio"}.get(kind, "ref")
