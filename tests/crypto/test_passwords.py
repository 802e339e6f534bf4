"""A password becomes keys."""

import pytest

from owntexts.crypto.passwords import Cost, new_password, open_password
from owntexts.errors import IntegrityFailed, WrongUsage
from owntexts.testing.accounts import steady_random

SALT = bytes(range(16))


def test_the_same_password_opens_what_it_set_however_its_accents_are_typed() -> None:
    chosen = new_password("caf\u00e9 horse", steady_random("salt"))
    typed = open_password("cafe\u0301 horse", salt=chosen.action.salt, cost=Cost())
    assert typed == chosen


def test_another_password_or_salt_makes_other_keys() -> None:
    right = open_password("right", salt=SALT, cost=Cost())
    assert open_password("wrong", salt=SALT, cost=Cost()).holder != right.holder
    assert open_password("right", salt=bytes(16), cost=Cost()).holder != right.holder


def test_an_empty_password_is_refused() -> None:
    with pytest.raises(WrongUsage) as refused:
        open_password("", salt=SALT, cost=Cost())
    assert refused.value.finding.fixes


@pytest.mark.parametrize(
    ("cost", "salt", "named"),
    [
        (Cost(memory_kib=(64 << 10) - 1), SALT, "memory_kib"),
        (Cost(memory_kib=(1 << 20) + 1), SALT, "memory_kib"),
        (Cost(iterations=2), SALT, "iterations"),
        (Cost(iterations=1_000_000), SALT, "iterations"),
        (Cost(lanes=0), SALT, "lanes"),
        (Cost(lanes=1_000), SALT, "lanes"),
        (Cost(), SALT[:15], "salt_bytes"),
    ],
)
def test_parameters_that_a_hub_weakened_or_blew_up_are_refused_unused(cost: Cost, salt: bytes, named: str) -> None:
    with pytest.raises(IntegrityFailed) as refused:
        open_password("right", salt=salt, cost=cost)
    assert refused.value.code == "integrity.keyring"
    assert refused.value.finding.evidence[0].name == named
    assert refused.value.finding.evidence[0].limit is not None
