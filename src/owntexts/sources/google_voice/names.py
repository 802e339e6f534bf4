"""Who is meant where a page gives a name instead of a number, and who the owner is: learned from all pages."""

from owntexts.model.handles import minimal
from owntexts.sources.google_voice.page import Page, Who

MOST = 50_000


class Names:
    """Which numbers each name stood for. Only a name that always stood for one number is one."""

    def __init__(self) -> None:
        self.own: set[str] = set()
        self._numbers: dict[str, str | None] = {}

    def learn(self, page: Page) -> None:
        """Hears the pairs of names and numbers of a page."""
        called = (page.call.other,) if page.call and page.call.other else ()
        for who in (*page.others, *called, *(message.sender for message in page.messages)):
            if who.me:
                self.own.update({minimal(who.number)} - {""})
            elif who.number and who.name and (who.name in self._numbers or len(self._numbers) < MOST):
                same = self._numbers.setdefault(who.name, who.number) == who.number
                self._numbers[who.name] = who.number if same else None

    def address(self, who: Who) -> str:
        """The number, else that of the name, else the name; empty where there is neither."""
        return who.number or self.called(who.name)

    def called(self, name: str) -> str:
        """The number of a name, else the name itself."""
        return self._numbers.get(name) or name
