"""Heat, and the memory that keeps it from flapping."""

import pytest
from tests.conditions.worlds import World

HEATS = ("nominal", "fair", "serious", "critical")


@pytest.mark.parametrize(
    ("pause_at", "held_before", "holds"),
    [
        ("fair", (), ("fair", "serious", "critical")),
        ("serious", (), ("serious", "critical")),
        ("critical", (), ("critical",)),
        ("fair", ("heat.serious",), ("fair", "serious", "critical")),
        ("serious", ("heat.serious",), ("fair", "serious", "critical")),
        ("serious", ("heat.critical",), ("fair", "serious", "critical")),
        ("critical", ("heat.critical",), ("critical",)),
    ],
)
def test_it_holds_from_its_limit_on_and_what_serious_has_paused_goes_on_below_fair(
    pause_at: str, held_before: tuple[str, ...], holds: tuple[str, ...]
) -> None:
    world = World().setting(heat__pause_at=pause_at).working(held_before=frozenset(held_before))
    assert tuple(heat for heat in HEATS if not world.reading(heat=heat).decided().texts.run) == holds


def test_a_day_that_goes_up_and_down_pauses_once() -> None:
    held: frozenset[str] = frozenset()
    runs = []
    for heat in ("fair", "serious", "fair", "serious", "fair", "nominal", "fair"):
        decided = World().reading(heat=heat).working(held_before=held).decided()
        held = frozenset(decided.texts.findings)
        runs.append(decided.texts.run)
    assert runs == [True, False, False, False, False, True, True]


def test_critical_is_hard_and_no_setting_lifts_it() -> None:
    found = World().reading(heat="critical").setting(preset="always").finding("heat.critical")
    assert not found.soft
    assert {fix.kind for fix in found.fixes} == {"person", "wait"}


def test_what_cools_it_is_said_in_words() -> None:
    found = World().reading(heat="serious").finding("heat.serious")
    assert "shade" in found.fixes[0].title
    assert found.ends_when is not None
    assert found.ends_when.text == "when the heat is fair"
    cooling = World().reading(heat="fair").working(held_before=frozenset({"heat.serious"})).finding("heat.serious")
    assert (cooling.title, cooling.evidence[0].limit) == ("The device is cooling down", "fair")
