import pytest
from tests.replica.making import text

from owntexts.model.records import EVENT, OUT, READ
from owntexts.replica.doings import is_unread


@pytest.mark.parametrize(
    ("said", "unread"),
    [
        ({}, True),
        ({"read_at": 5}, False),
        ({"flags": READ}, False),
        ({"flags": ~READ & 31}, True),
        ({"direction": OUT}, False),
        ({"kind": EVENT}, False),
    ],
)
def test_a_message_of_somebody_else_is_unread_until_its_source_says_otherwise(
    said: dict[str, int], unread: bool
) -> None:
    assert is_unread(text(1, **said), {}) is unread
