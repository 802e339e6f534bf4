"""Verifying: agreement is said only where there is agreement."""

from owntexts.agent import faults
from owntexts.agent.home import Home
from owntexts.agent.verifying import verify
from owntexts.crypto.identity import Identity, Membership
from owntexts.explain import Evidence, Finding, Fix

FORKED = Finding(
    code="integrity.history",
    severity="error",
    title="The hub shows another history than before",
    explanation="Nothing is taken.",
    evidence=(Evidence("token", 7),),
    fixes=(Fix("ask", "Ask who runs the hub", "person"),),
)
HUB = "http://127.0.0.1:1"
PAGE = 16 << 10
MEMBERSHIP = Membership(bytes(16), "ada", bytes(16), bytes(32), bytes(32), HUB, None, bytes(32), 0, b"")


def test_a_home_that_imported_agrees_with_itself(filled_home: Home) -> None:
    verified = verify(filled_home)
    assert verified.agree
    assert verified.differences == ()
    assert verified.messages


def test_a_copy_that_cannot_be_read_is_a_difference(filled_home: Home) -> None:
    filled_home.close()
    file = filled_home.path / "replica.db"
    whole = file.read_bytes()
    file.write_bytes(whole[: PAGE * 3] + bytes(PAGE) + whole[PAGE * 4 :])
    verified = verify(filled_home)
    assert (verified.agree, verified.messages) == (False, None)
    assert [finding.code for finding in verified.differences] == ["replica.damaged"]


def test_a_membership_that_is_lost_is_a_difference_and_so_is_what_was_counted_with_it(filled_home: Home) -> None:
    with filled_home.replica.write() as connection:
        connection.execute("delete from membership where at = (select min(at) from membership)")
    verified = verify(filled_home)
    assert not verified.agree
    assert [finding.code for finding in verified.differences] == ["replica.differs", "replica.differs"]


def test_a_log_that_was_tampered_with_is_a_difference(filled_home: Home) -> None:
    filled_home.save(Identity(filled_home.device, MEMBERSHIP))
    faults.keep(filled_home.replica, [FORKED])
    assert [finding.code for finding in verify(filled_home).differences] == ["integrity.history"]
