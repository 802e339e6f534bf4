"""What a kind is: how often it comes, what it needs, how it is acted out."""

from collections.abc import Callable
from dataclasses import dataclass

from owntexts.testing.apple.people import Chat
from owntexts.testing.apple.scene import Scene

Act = Callable[[Scene, Chat], None]


@dataclass(frozen=True)
class Kind:
    """`weight` is in rows per thousand of the other kinds; `rows` the most rows it writes; `needs` its columns."""

    name: str
    weight: float
    write: Act
    rows: int
    needs: frozenset[str]
    where: str | None

    def suits(self, chat: Chat) -> bool:
        """Whether it can happen in this chat: `where` is group, direct, a service's name, or None for anywhere."""
        return self.where in (None, "group" if chat.group else "direct", chat.service)


class Collector:
    """Gathers the kinds of a module by decorator."""

    def __init__(self, *needs: str) -> None:
        self._needs = frozenset(needs)
        self._kinds: list[Kind] = []

    def __call__(
        self, name: str, weight: float, *, rows: int = 1, needs: str = "", where: str | None = None
    ) -> Callable[[Act], Act]:
        def keep(act: Act) -> Act:
            self._kinds.append(Kind(name, weight, act, rows, self._needs | frozenset(needs.split()), where))
            return act

        return keep

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return tuple(self._kinds)
