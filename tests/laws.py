"""How often a law is tried: most take the profile's number, those whose examples are dear a share of it."""

from hypothesis import settings


def share(percent: int) -> int:
    """So many of every hundred examples that the profile asks for."""
    return settings.default.max_examples * percent // 100
