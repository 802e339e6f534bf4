"""Leaving an account, whole or cut off in the middle; its hub cannot be reached here."""

import pytest

from owntexts.agent.home import Home
from owntexts.agent.membership import leave
from owntexts.crypto.identity import Identity, Membership
from owntexts.errors import Held
from owntexts.replica import verify

HUB = "http://127.0.0.1:9"
MEMBERSHIP = Membership(bytes(16), "ada", bytes(16), bytes(32), bytes(32), HUB, None, bytes(32), 0, b"")


class CutOff(Home):
    """Killed when it is about to write who this device is now."""

    def save(self, identity: Identity) -> None:
        raise KeyboardInterrupt


@pytest.fixture
def member(filled_home: Home) -> Home:
    """A home with messages and an account, which has sent nothing yet."""
    filled_home.save(Identity(filled_home.device, MEMBERSHIP))
    return filled_home


def test_what_was_not_sent_is_not_removed_unless_that_is_said(member: Home) -> None:
    with pytest.raises(Held) as held:
        leave(member, remove=True, yes=False)
    assert held.value.code == "account.unsent"
    assert verify.count(member.replica)
    assert member.identity.membership == MEMBERSHIP


def test_keeping_this_copy_forgets_the_account_and_nothing_else(member: Home) -> None:
    before = verify.count(member.replica)
    left = leave(member, remove=False, yes=False)
    assert (left.account, left.kept, left.token_ended) == ("ada", True, False)
    assert member.identity == Identity(member.device)
    assert verify.count(member.replica) == before


def test_removing_this_copy_that_was_cut_off_is_taken_up_again(member: Home) -> None:
    cut_off = CutOff(member.path, member.device, member._key, member.key_store)
    with cut_off, pytest.raises(KeyboardInterrupt):
        leave(cut_off, remove=True, yes=True)
    assert leave(member, remove=True, yes=False).kept is False
    assert verify.count(member.replica) == 0
    assert member.identity == Identity(member.device)
