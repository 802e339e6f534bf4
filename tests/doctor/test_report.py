"""How a device stands: the state, the counts, and every finding in its order."""

import pytest
from msgspec.structs import replace

from owntexts.agent import faults, reading
from owntexts.agent.home import Home
from owntexts.crypto.identity import Identity, Membership
from owntexts.doctor import report
from owntexts.explain import Evidence, Finding, Fix
from owntexts.replica import pending, zone

HUB = "http://127.0.0.1:1"
MEMBERSHIP = Membership(bytes(16), "ada", bytes(16), bytes(32), bytes(32), HUB, None, bytes(32), 0, b"")
UNREACHABLE = Finding(
    code="hub.unreachable",
    severity="error",
    blocks=("texts", "attachments"),
    title="The hub cannot be reached",
    explanation="Nobody answered.",
    evidence=(Evidence("address", HUB),),
    fixes=(Fix("wait", "It is tried again", "wait"),),
)


@pytest.fixture
def member(filled_home: Home) -> Home:
    """A filled home that is in an account."""
    filled_home.save(Identity(filled_home.device, MEMBERSHIP))
    return filled_home


def send_everything(home: Home) -> None:
    with home.replica.write() as connection:
        connection.execute("update sighting set pending = 0")
        connection.execute("update record set pending = 0")


def test_without_an_account_it_is_signed_out(filled_home: Home) -> None:
    status = report.status(filled_home)
    assert status.state == "signed_out"
    assert status.pending == pending.count(filled_home.replica) > 0
    assert status.conversations == len(reading.conversations(filled_home))


def test_what_is_unsent_is_pending_and_the_missing_agent_is_among_the_reasons(member: Home) -> None:
    zone.synced(member.replica, "2026-11-24T07:00:00.000Z")
    status = report.status(member)
    assert status.state == "pending"
    assert "agent.not_running" in {finding.code for finding in status.findings}


def test_never_synced_is_never_up_to_date(member: Home) -> None:
    send_everything(member)
    assert report.status(member).state == "pending"
    zone.synced(member.replica, "2026-11-24T07:00:00.000Z")
    status = report.status(member)
    assert (status.state, status.last_synced_at) == ("up_to_date", "2026-11-24T07:00:00.000Z")


def test_what_the_last_sync_met_pauses_until_one_succeeds(member: Home) -> None:
    faults.keep(member.replica, [UNREACHABLE])
    why = report.why(member)
    assert why.state == "paused"
    assert why.lanes.texts.findings == ("hub.unreachable",)
    assert why.findings[0].since
    assert replace(why.findings[0], since=None) == UNREACHABLE
    faults.keep(member.replica, [])
    assert report.why(member).lanes.texts.run


def test_blocking_findings_come_before_warnings(member: Home) -> None:
    faults.keep(member.replica, [UNREACHABLE])
    blocks = [bool(finding.blocks) for finding in report.status(member).findings]
    assert blocks == sorted(blocks, reverse=True)
    assert len(blocks) > 1


def test_status_and_why_agree(member: Home) -> None:
    faults.keep(member.replica, [UNREACHABLE])
    status, why = report.status(member), report.why(member)
    assert (status.state, status.last_synced_at) == (why.state, why.last_synced_at)
    assert [finding.code for finding in status.findings] == [finding.code for finding in why.findings]


def test_what_was_measured_and_found_in_order_is_told(member: Home) -> None:
    assert "storage.device_free_bytes" in {fact.name for fact in report.why(member).passed}
