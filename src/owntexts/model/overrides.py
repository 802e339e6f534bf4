"""Where the person says that two things are the same, or are not: laid over classes that were computed.

`apart` has the last word: no class ever holds a pair that the person set apart.
"""

from collections.abc import Callable, Iterable
from typing import Final

from msgspec import Struct

from owntexts.model.formats import APPLE

SAME: Final = "same"
APART: Final = "apart"

Pair = tuple[bytes, bytes]
Class = list[bytes]


class Overrides(Struct, frozen=True):
    """Pairs of ids that the person joined and pairs that the person set apart."""

    same: frozenset[Pair] = frozenset()
    apart: frozenset[Pair] = frozenset()

    def partners(self) -> dict[bytes, set[bytes]]:
        """By id everything it was set apart from."""
        partners: dict[bytes, set[bytes]] = {}
        for one, other in self.apart:
            partners.setdefault(one, set()).add(other)
            partners.setdefault(other, set()).add(one)
        return partners

    def among(self, ids: set[bytes]) -> "Overrides":
        """Those pairs of which both are among these ids."""
        if not (self.same or self.apart):
            return self
        same, apart = (frozenset(pair for pair in pairs if ids.issuperset(pair)) for pairs in (self.same, self.apart))
        return Overrides(same, apart)


NO_OVERRIDES: Final = Overrides()


def best(families: dict[bytes, str], members: Iterable[bytes]) -> list[bytes]:
    """The members, best first: an Apple one before others, then by id."""
    return sorted(members, key=lambda member: (families[member] != APPLE, member))


def overridden(
    classes: Iterable[Class],
    overrides: Overrides,
    may_join: Callable[[Class, Class], bool] = lambda _one, _other: True,
) -> list[Class]:
    """The classes, each in its given order, after what the person set apart and then what the person joined."""
    if not (overrides.same or overrides.apart):
        return list(classes)
    partners = overrides.partners()
    split = [piece for members in classes for piece in _split(members, partners)]
    home = {member: members for members in split for member in members}
    for one, other in sorted(tuple(sorted(pair)) for pair in overrides.same):
        mine, theirs = home.get(one), home.get(other)
        if mine is None or theirs is None or mine is theirs:
            continue
        if not _are_apart(mine, theirs, partners) and may_join(mine, theirs):
            mine.extend(theirs)
            home |= dict.fromkeys(theirs, mine)
    return list({id(members): members for members in home.values()}.values())


def _split(members: Class, partners: dict[bytes, set[bytes]]) -> list[Class]:
    pieces: list[Class] = []
    for member in members:
        piece = next((piece for piece in pieces if not _are_apart([member], piece, partners)), None)
        if piece is None:
            pieces.append([member])
        else:
            piece.append(member)
    return pieces


def _are_apart(one: Class, other: Class, partners: dict[bytes, set[bytes]]) -> bool:
    return any(not partners.get(member, set()).isdisjoint(other) for member in one)
