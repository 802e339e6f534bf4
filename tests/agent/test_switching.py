"""This device's own switch."""

import pytest

from owntexts.agent import switching
from owntexts.agent.home import Home
from owntexts.errors import Held


def test_a_device_is_switched_off_and_on(home: Home) -> None:
    assert not switching.is_off(home.replica)
    switching.off(home)
    assert switching.is_off(home.replica)
    switching.on(home)
    assert not switching.is_off(home.replica)


def test_where_the_download_cannot_be_made_it_stays_on_and_says_why(home: Home) -> None:
    with pytest.raises(Held) as held:
        switching.off(home, download=True)
    assert held.value.code == "account.signed_out"
    assert held.value.finding.fixes
    assert not switching.is_off(home.replica)
