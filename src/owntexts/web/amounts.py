"""Amounts as people say them while they wait."""

from typing import Final

MINUTE: Final = 60
HOUR: Final = 3600
A_WHILE: Final = 90


def time_left(seconds: int) -> str:
    """'about 40 seconds left', 'about 3 minutes left'."""
    if seconds < A_WHILE:
        return f"about {seconds} seconds left" if seconds > 1 else "about a second left"
    if seconds < A_WHILE * MINUTE:
        return f"about {-(-seconds // MINUTE)} minutes left"
    return f"about {-(-seconds // HOUR)} hours left"
