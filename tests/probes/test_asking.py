"""Probes that answer, break and hang."""

from collections.abc import Iterable, Iterator
from threading import Event

import pytest

from owntexts.conditions.readings import HEAT
from owntexts.probes.asking import ask_all
from owntexts.probes.base import Measured, Probe, Said, Trouble

COOL = Measured(HEAT, "nominal", "a thermometer")


class Hanging:
    """A probe that answers when it is let go; it counts how often it was asked."""

    def __init__(self) -> None:
        self.let_go = Event()
        self.asked = 0

    def take(self) -> Iterable[Said]:
        self.asked += 1
        self.let_go.wait()
        return [COOL]


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    probe = Hanging()
    yield probe
    probe.let_go.set()


def broken() -> Iterator[Said]:
    yield COOL
    raise ValueError("no sense")


def test_answers_come_in_the_order_of_the_probes() -> None:
    warm = Measured(HEAT, "fair", "another")
    assert ask_all([Probe("one", lambda: [COOL]), Probe("other", lambda: [warm])]) == [COOL, warm]


def test_a_probe_that_breaks_is_a_trouble_and_the_others_are_heard() -> None:
    said = ask_all([Probe("broken", broken), Probe("whole", lambda: [COOL])])
    assert said == [Trouble("broken", "it failed (ValueError: no sense)"), COOL]


def test_a_probe_that_hangs_is_a_trouble_and_the_others_are_heard(hanging: Hanging) -> None:
    said = ask_all([Probe("hanging", hanging.take, patience_s=0.05), Probe("whole", lambda: [COOL])])
    assert said == [Trouble("hanging", "it gave no answer within 0.05 s"), COOL]


def test_a_probe_that_still_hangs_is_not_asked_again(hanging: Hanging) -> None:
    probe = Probe("hanging for long", hanging.take, patience_s=0.05)
    assert ask_all([probe]) == ask_all([probe])
    assert hanging.asked == 1


def test_a_probe_that_has_come_back_is_asked_again(hanging: Hanging) -> None:
    probe = Probe("hanging once", hanging.take, patience_s=20)
    hanging.let_go.set()
    assert ask_all([probe]) == ask_all([probe]) == [COOL]
    assert hanging.asked == 2
