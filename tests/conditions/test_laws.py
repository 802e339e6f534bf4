"""What holds for any readings, any limits and any work."""

import shlex
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conditions.situations import SITUATIONS
from tests.conditions.worlds import World, after, chosen, known, reads, values, work, worlds

from owntexts.conditions.policy import policy_of
from owntexts.conditions.readings import (
    BATTERY,
    CAPTIVE_PORTAL,
    CHARGING,
    DEVICE_FREE,
    HEAT,
    HEATS,
    LOW_POWER,
    METERED,
    NETWORK,
    ROAMING,
)
from owntexts.conditions.settings import SETTINGS
from owntexts.explain import rank_of

LANES = ("texts", "attachments")


@given(worlds)
def test_a_lane_waits_for_exactly_the_findings_that_name_it(world: World) -> None:
    for urgent in (False, True):
        decided = world.decided(urgent=urgent)
        for lane in LANES:
            holding = [each.code for each in decided.findings if lane in each.blocks and not (urgent and each.soft)]
            answer = decided.texts if lane == "texts" else decided.attachments
            assert list(answer.findings) == holding
            assert answer.run == (not holding)


@given(worlds)
def test_every_finding_has_a_sentence_evidence_and_a_way_out(world: World) -> None:
    for finding in world.decided().findings:
        assert finding.title.strip()
        assert finding.explanation.strip()
        assert finding.evidence
        assert finding.fixes
        assert len({fix.id for fix in finding.fixes}) == len(finding.fixes)
        assert all(fix.command for fix in finding.fixes if fix.kind in {"setting", "action"})


@given(worlds)
def test_carrying_out_every_fix_that_is_offered_ends_the_pause(world: World) -> None:
    decided = world.decided()
    for finding in decided.findings:
        for fix in finding.fixes:
            world = after(world, finding, fix)
    assert world.decided().blocking == ()


@given(worlds)
def test_each_setting_that_is_offered_lets_its_lanes_go_all_by_itself(world: World) -> None:
    """The first one lets all of them go; one that names a lane lets that one go. None makes anything worse."""
    before = world.decided()
    for finding in before.blocking:
        ours = [fix for fix in finding.fixes if fix.kind == "setting"]
        for place, fix in enumerate(ours):
            decided = after(world, finding, fix).decided()
            left = {lane for each in decided.findings if each.code == finding.code for lane in each.blocks}
            assert left < set(finding.blocks), fix
            assert place or not left, fix
            assert {each.code for each in decided.blocking} <= {each.code for each in before.blocking}


@given(worlds)
def test_what_a_person_or_time_does_ends_what_it_is_offered_for(world: World) -> None:
    for finding in world.decided().findings:
        for fix in finding.fixes:
            if fix.kind in {"person", "wait", "action"}:
                assert finding.code not in {
                    each.code for each in after(world, finding, fix).decided().findings if each == finding
                }, fix


@given(worlds)
def test_a_setting_that_is_offered_is_one_and_is_given_a_value_that_it_may_have(world: World) -> None:
    for fix in (fix for finding in world.decided().findings for fix in finding.fixes if fix.kind == "setting"):
        match shlex.split(fix.command or ""):
            case ["owntexts", "settings", "set", *pairs]:
                for key, value in zip(pairs[::2], pairs[1::2], strict=True):
                    assert SETTINGS[key].form.spell(value) == value
            case words:
                assert words[:3] == ["owntexts", "source", "set"]


BETTER: dict[str, Callable[[Any, Any], bool]] = {
    BATTERY: lambda worse, better: better >= worse,
    CHARGING: lambda worse, better: better >= worse,
    LOW_POWER: lambda worse, better: better <= worse,
    NETWORK: lambda worse, better: worse == "none" or (worse == "cellular" and better in {"wifi", "ethernet"}),
    METERED: lambda worse, better: better <= worse,
    ROAMING: lambda worse, better: better <= worse,
    CAPTIVE_PORTAL: lambda worse, better: better <= worse,
    HEAT: lambda worse, better: HEATS.index(better) <= HEATS.index(worse),
    DEVICE_FREE: lambda worse, better: better >= worse,
}


@given(known, chosen, work, st.sampled_from(list(BETTER)), st.data())
def test_no_reading_gets_better_and_the_answer_worse(
    measured: dict[str, Any], limits: dict[str, str], waiting: dict[str, Any], name: str, data: st.DataObject
) -> None:
    improved = data.draw(values[name].filter(lambda value: BETTER[name](measured[name], value)))
    worse, better = World(measured, limits, waiting), World({**measured, name: improved}, limits, waiting)
    for urgent in (False, True):
        before, then = worse.decided(urgent=urgent), better.decided(urgent=urgent)
        assert then.texts.run >= before.texts.run
        assert then.attachments.run >= before.attachments.run


@given(reads, chosen, work)
def test_nothing_ever_rests_on_what_is_unknown(
    measured: dict[str, Any], limits: dict[str, str], waiting: dict[str, Any]
) -> None:
    """Where nothing is known, nothing is held that would not be held by the rest of the world alone."""
    unknown = World(dict.fromkeys(measured), limits, waiting).decided()
    assert unknown == World({}, limits, waiting).decided()
    for finding in World(measured, limits, waiting).decided().findings:
        if finding.evidence[0].name in measured:
            assert finding.evidence[0].value is not None


@given(worlds)
def test_what_blocks_comes_first_then_what_only_a_person_ends_then_as_the_codes_are_listed(world: World) -> None:
    findings = world.decided().findings
    told = [
        (
            not each.blocks,
            each.ends_when is not None or any(fix.kind == "wait" for fix in each.fixes),
            rank_of(each.code),
        )
        for each in findings
    ]
    assert told == sorted(told)


@given(worlds)
def test_sync_now_is_held_by_nothing_more_and_by_hard_reasons_only(world: World) -> None:
    usual, urgent = world.decided(), world.decided(urgent=True)
    assert urgent.findings == usual.findings
    assert set(urgent.texts.findings) <= set(usual.texts.findings)
    hard = {"network.none", "network.captive_portal", "heat.critical", "storage.device_full", "sync.off_here"}
    assert hard & set(usual.texts.findings) <= set(urgent.texts.findings)
    soft = ("power.", "schedule.", "background.", "paused.")
    assert not any(code.startswith(soft) for code in (*urgent.texts.findings, *urgent.attachments.findings))


@pytest.mark.parametrize("place", range(len(SITUATIONS)), ids=lambda place: "+".join(sorted(SITUATIONS[place].codes())))
def test_each_situation_can_be_met_and_left(place: int) -> None:
    """So that the laws above are laws of something: every code that conditions find is found in one of these."""
    world = SITUATIONS[place]
    assert world.codes()
    for finding in world.decided().findings:
        for fix in finding.fixes:
            assert after(world, finding, fix) != world, fix
    assert policy_of(world.chosen)
