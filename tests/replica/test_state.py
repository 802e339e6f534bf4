"""Small values under a name."""

import pytest

from owntexts.replica import state
from owntexts.replica.database import Replica


@pytest.mark.parametrize("value", [0, -(1 << 63), "", "text", b"", b"\0bytes"])
def test_a_value_comes_back_as_it_was(db: Replica, value: state.Small) -> None:
    state.put(db, "key", value)
    assert state.get(db, "key") == value
    state.put(db, "key", None)
    assert state.get(db, "key") is None
