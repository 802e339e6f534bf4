"""What a message shows: one bubble for each of its parts, in the shape that the templates take."""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from owntexts.model.in_words import NOTHING_LEFT
from owntexts.model.message import Message, ShownAttachment, ShownPart, ShownReaction
from owntexts.model.spans import Piece, addresses, host
from owntexts.web import files
from owntexts.web.emoji import is_few_emoji
from owntexts.web.pieces import cut, opens, pieces
from owntexts.web.spots import Spot, name_in, of_address

Kind = Literal["text", "emoji", "file", "card", "poll", "unsent", "gone"]

LINKED: Final = frozenset({"Link", "Music", "App", "Media", "Place", "Shared document"})
POLL: Final = "Poll"
PLACE: Final = "Place"
VOTE: Final = "vote"
BETWEEN: Final = " — "


class Card(NamedTuple):
    """What an app or a link shows: its kind, a line of its own, and for a link the host that it really leads to.

    A place says where it is, and `about` its address as it was written.
    """

    kind: str
    title: str
    href: str | None = None
    host: str = ""
    spot: Spot | None = None
    about: str = ""


class Bubble(NamedTuple):
    """One part: exactly one of pieces, file and card, or a plain line; `reactions` are those to this part."""

    kind: Kind
    place: int
    pieces: Sequence[Piece] = ()
    is_cut: bool = False
    file: ShownAttachment | None = None
    card: Card | None = None
    line: str = ""
    reactions: Sequence[ShownReaction] = ()


def bubbles(message: Message, *, whole: bool = False) -> list[Bubble]:
    """The bubbles of a message, never none; `whole` shows long texts to their end."""
    told = [_bubble(message, place, part, whole=whole) for place, part in enumerate(message.parts)]
    shown = [bubble for bubble in told if bubble is not None] or [Bubble("gone", 0, line=message.text or NOTHING_LEFT)]
    return _with_reactions(shown, message.reactions)


def _bubble(message: Message, place: int, part: ShownPart, *, whole: bool) -> Bubble | None:
    match part.kind:
        case "text":
            return _text(message, place, part, whole=whole)
        case "unsent":
            return Bubble("unsent", place, line="Unsent")
        case "attachment" if part.attachment:
            return Bubble("file", place, file=files.clean(part.attachment), line=part.summary or "")
    card = _card(message, part.summary or part.text or "Message")
    return Bubble("poll" if card.kind == POLL else "card", place, card=card)


def _text(message: Message, place: int, part: ShownPart, *, whole: bool) -> Bubble | None:
    said = part.text or ""
    if _is_only_the_link_of_a_card(message, said):
        return None
    if place_of := _place(said.strip()):
        return Bubble("card", place, card=place_of)
    if not part.ranges and is_few_emoji(said):
        return Bubble("emoji", place, [Piece(said)])
    shown = said if whole else cut(said)
    return Bubble("text", place, pieces(shown, part.ranges), is_cut=shown != said)


def _is_only_the_link_of_a_card(message: Message, said: str) -> bool:
    cards = any(part.kind == "balloon" and _kind(part.summary or "") in LINKED for part in message.parts)
    return cards and bool(opens(said.strip())) and " " not in said.strip()


def _card(message: Message, summary: str) -> Card:
    kind, rest = _kind(summary), summary.partition(": ")[2]
    if kind not in LINKED:
        return Card(kind, rest if kind else summary)
    href = next((opens(found) for said in (message.text or "", rest) for found in addresses(said)), None)
    phrases = [phrase for phrase in rest.split(BETWEEN) if not opens(phrase)]
    if kind == PLACE and href and (spot := of_address(href)):
        return Card(kind, "".join(phrases[:1]) or kind, href, host(href), spot, BETWEEN.join(phrases[1:]))
    title = BETWEEN.join(phrases)
    return Card(kind, title or (host(href) if href else rest), href, host(href) if href else "")


def _place(said: str) -> Card | None:
    """A text that is the address of a place, and nothing else."""
    spot = of_address(said) if " " not in said else None
    if spot is None:
        return None
    href = opens(said)
    return Card(PLACE, (name_in(href) if href else "") or PLACE, href, host(href) if href else "", spot)


def _kind(summary: str) -> str:
    """'Link' for 'Link: …'."""
    kind, colon, _ = summary.partition(": ")
    return kind if colon and kind in {*LINKED, POLL} else ""


def _with_reactions(shown: list[Bubble], reactions: Sequence[ShownReaction]) -> list[Bubble]:
    """Each reaction goes with the part that it was made to, else with the last."""
    by_place: dict[int, list[ShownReaction]] = {}
    places = {bubble.place for bubble in shown}
    for reaction in reactions:
        if not reaction.removed:
            place = reaction.part or 0
            by_place.setdefault(place if place in places else shown[-1].place, []).append(reaction)
    return [bubble._replace(reactions=by_place.get(bubble.place, ())) for bubble in shown]
