"""What a number of guesses means, in words; a hint, never a rule."""

from typing import Final, NamedTuple

A_SECOND: Final = 4.0
"""How many passwords somebody tries in a second, as a power of ten: each costs 64 MiB and three passes."""
HOUR: Final = 3.6
YEAR: Final = 7.5
LIFE: Final = 9.5


class Hint(NamedTuple):
    """How strong a password is, from 0 to 3, and what that means."""

    strength: int
    words: str


def hint(guesses: float) -> Hint:
    """The hint for a password that stands so many guesses (a power of ten)."""
    seconds = guesses - A_SECOND
    if seconds < HOUR:
        return Hint(
            0, "Whoever had a copy of the hub's disk would guess it within the hour. A few unrelated words are better."
        )
    if seconds < YEAR:
        return Hint(
            1, "Whoever had a copy of the hub's disk could guess it within months. One more word would end that."
        )
    if seconds < LIFE:
        return Hint(2, "Good: guessing it would take years.")
    return Hint(3, "Strong: nobody will guess it.")
