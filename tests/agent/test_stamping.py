"""What the person does is stamped by the hub's clock, whatever this device's says."""

import pytest
from tests.agent.test_contact import HEAD, NOW, Hub

from owntexts.agent import contact, stamping
from owntexts.agent.home import Home
from owntexts.model.records import Stamp

DAY_MS = 86_400_000


@pytest.mark.parametrize("wrong_by", [0, -400 * DAY_MS, DAY_MS])
def test_a_stamp_is_of_the_hubs_time(home: Home, monkeypatch: pytest.MonkeyPatch, wrong_by: int) -> None:
    contact.heard(home.replica, Hub(), HEAD, NOW + wrong_by)  # type: ignore[arg-type]  # a hub that says only this
    monkeypatch.setattr(stamping, "now_ms", lambda: NOW + wrong_by + 5_000)
    assert stamping.stamped_now(home, None) == Stamp(NOW + 5_000, 0, home.device)


def test_before_any_hub_was_heard_it_is_of_this_devices_time(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamping, "now_ms", lambda: NOW)
    assert stamping.stamped_now(home, None) == Stamp(NOW, 0, home.device)


def test_it_is_later_than_what_it_replaces(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamping, "now_ms", lambda: NOW)
    assert stamping.stamped_now(home, Stamp(NOW + DAY_MS, 0, bytes(16))) == Stamp(NOW + DAY_MS, 1, home.device)
