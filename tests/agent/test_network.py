"""Forgetting the way to the hub, and finding it again or saying that it is not there."""

from owntexts.agent import faults, network
from owntexts.agent.home import Home
from owntexts.crypto.identity import Identity, Membership
from owntexts.explain import Evidence, Finding, Fix

HUB = "http://127.0.0.1:1"
NOWHERE = Membership(bytes(16), "ada", bytes(16), bytes(32), bytes(32), HUB, None, bytes(32), 0, b"")


def fault(code: str) -> Finding:
    return Finding(
        code=code,
        severity="error",
        title="Something",
        explanation="It was met.",
        blocks=("texts", "attachments"),
        evidence=(Evidence("address", HUB),),
        fixes=(Fix("wait", "Wait", "wait"),),
    )


def test_without_an_account_there_is_no_hub_to_ask(home: Home) -> None:
    done = network.reset(home)
    assert done.hub is None
    assert all(name.startswith("network.") for name in done.readings)


def test_what_was_met_on_the_way_is_forgotten_and_what_is_met_now_is_told(home: Home) -> None:
    home.save(Identity(home.device, NOWHERE))
    faults.keep(home.replica, [fault("hub.certificate"), fault("integrity.history")])
    done = network.reset(home)
    assert done.hub is not None
    assert not done.hub.reachable
    assert [finding.code for finding in done.findings if finding.blocks] == ["hub.unreachable"]
    assert {finding.code for finding in faults.kept(home.replica)} == {"integrity.history", "hub.unreachable"}
