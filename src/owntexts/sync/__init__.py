"""The sync engine: what a device does next, decided without doing any of it."""

from owntexts.sync.engine import advance
from owntexts.sync.state import Phase, State

__all__ = ["Phase", "State", "advance"]
