"""How guesses of a secret are slowed down: a few are free, each further one costs a wait that doubles."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Final

from owntexts.errors import WrongUsage
from owntexts.explain import Evidence
from owntexts.explain.amounts import duration_in_words

FREE: Final = 5
FIRST_S: Final = 30
LONGEST_S: Final = 900


@dataclass
class Patience:
    """For everybody together: who guesses from many places waits as long. `clock` gives seconds."""

    clock: Callable[[], float]
    _failed: int = 0
    _until: float = 0.0

    def check(self) -> None:
        """Raises WrongUsage while the next guess has to wait."""
        left = ceil(self._until - self.clock())
        if 0 < left <= LONGEST_S:  # longer only where the clock was set back
            raise WrongUsage(
                "Too many wrong ones",
                f"The next is taken in {duration_in_words(left)}. A one-time link opens the page all the same.",
                evidence=(Evidence("wrong in a row", self._failed, FREE),),
            )

    def failed(self) -> None:
        """One more was wrong."""
        self._failed += 1
        over = self._failed - FREE
        if over >= 0:
            self._until = self.clock() + min(FIRST_S << min(over, 10), LONGEST_S)

    def succeeded(self) -> None:
        """It was right: all is forgotten."""
        self._failed, self._until = 0, 0.0
