"""What a finding offers is carried out, or told in steps."""

import pytest

from owntexts.agent import faults, journal, pausing, settings
from owntexts.agent.home import Home
from owntexts.crypto.identity import Identity, Membership
from owntexts.doctor import fixing
from owntexts.doctor.steps import step_of
from owntexts.errors import NotFound
from owntexts.explain import Evidence, Finding, Fix
from owntexts.replica import state

HUB = "http://127.0.0.1:1"
MEMBERSHIP = Membership(bytes(16), "ada", bytes(16), bytes(32), bytes(32), HUB, None, bytes(32), 0, b"")


@pytest.fixture
def member(filled_home: Home) -> Home:
    """A filled home that is in an account whose hub is never there."""
    filled_home.save(Identity(filled_home.device, MEMBERSHIP))
    return filled_home


def finding(*fixes: Fix) -> Finding:
    return Finding(
        code="hub.unreachable",
        severity="error",
        title="The hub cannot be reached",
        explanation="Nobody answered.",
        blocks=("texts", "attachments"),
        evidence=(Evidence("address", HUB),),
        fixes=fixes,
    )


def test_an_action_is_carried_out_and_the_log_knows_why(member: Home) -> None:
    pausing.pause(member)
    faults.keep(member.replica, [finding(Fix("resume", "Go on", "action", command="owntexts resume"))])
    fixed = fixing.fix(member, "hub.unreachable")
    assert (fixed.fix, fixed.applied, fixed.steps) == ("resume", True, ())
    assert pausing.paused_until(member.replica) is None
    assert str(state.get(member.replica, journal.CAUSE)).endswith("fix:resume")


def test_a_setting_is_changed_by_the_fix_that_is_named(member: Home) -> None:
    faults.keep(member.replica, [finding(Fix("wait", "Wait", "wait"), SETTING)])
    fixed = fixing.fix(member, "hub.unreachable", "home")
    assert fixed.applied
    assert settings.get(member, "region").value == "DE"


SETTING = Fix("home", "Live in Germany", "setting", command="owntexts settings set region DE")


def test_the_first_fix_that_can_be_carried_out_here_is_taken(member: Home) -> None:
    faults.keep(member.replica, [finding(Fix("look", "Look", "person"), SETTING)])
    assert fixing.offer(member, "hub.unreachable").fix == SETTING


def test_a_fix_that_is_the_persons_is_told_and_nothing_is_done(member: Home) -> None:
    faults.keep(member.replica, [finding(Fix("look", "See that the hub runs", "person", command="owntexts hub serve"))])
    fixed = fixing.fix(member, "hub.unreachable")
    assert not fixed.applied
    assert fixed.steps == ("See that the hub runs", "owntexts hub serve")
    assert fixed.state_before == fixed.state_after == "paused"
    assert fixed.remaining == ("hub.unreachable",)


@pytest.mark.parametrize(("code", "fix"), [("power.battery_low", None), ("hub.unreachable", "magic")])
def test_what_is_not_found_is_said(member: Home, code: str, fix: str | None) -> None:
    faults.keep(member.replica, [finding(Fix("wait", "Wait", "wait"))])
    with pytest.raises(NotFound):
        fixing.fix(member, code, fix)


@pytest.mark.parametrize(
    "command",
    ["owntexts account join --hub URL --name NAME", "rm -rf /", "owntexts hub quota ada 1GiB", "owntexts messages x"],
)
def test_a_command_that_is_not_among_ours_is_never_run(command: str) -> None:
    assert step_of(Fix("x", "X", "action", command=command)) is None


def test_words_of_a_setting_may_be_empty_or_quoted() -> None:
    assert step_of(Fix("x", "X", "setting", command='owntexts settings set schedule ""')) is not None
