"""The account: whether there is one, what the last sync met, and what this version cannot read of it."""

from typing import Final

from owntexts.conditions.decision import Passed
from owntexts.conditions.keeping import DAY_MS
from owntexts.conditions.policy import Policy
from owntexts.conditions.readings import Readings
from owntexts.conditions.said import BOTH, Said, by_person, by_waiting
from owntexts.conditions.work import Work
from owntexts.explain import Evidence, Finding, Wait
from owntexts.model.times import rfc3339

BACKUP_COUNTS_DAYS: Final = 30
LAST_BACKUP: Final = "last backup of the hub to another disk"


def membership(_readings: Readings, _policy: Policy, work: Work) -> Said:
    """A device without an account works locally and has nobody to sync with."""
    if work.signed_in:
        yield Passed("account", work.hub)
        return
    yield Finding(
        code="account.signed_out",
        severity="warning",
        blocks=BOTH,
        title="This device has no account yet",
        explanation="Your messages are here and searchable, but they are on this device only.",
        evidence=(Evidence("account", "none", origin="identity"),),
        fixes=(
            by_person(
                "create",
                "Create an account on a hub",
                command="owntexts account create --hub URL --name NAME",
            ),
            by_person("join", "Join the account you have", command="owntexts account join --hub URL --name NAME"),
        ),
    )


def faults(_readings: Readings, _policy: Policy, work: Work) -> Said:
    """What the last sync met holds until a sync succeeds; nothing is asked of a hub without an account."""
    if work.signed_in:
        yield from work.faults


def troubles(_readings: Readings, _policy: Policy, work: Work) -> Said:
    """What could not be measured counts as unknown, holds nothing, and is said."""
    yield from work.troubles


def set_aside(_readings: Readings, _policy: Policy, work: Work) -> Said:
    """Items kept unread until a newer version can read them stop nothing, and are never forgotten."""
    if not work.set_aside:
        return
    yield Finding(
        code="item.set_aside",
        severity="warning",
        title="Some changes from another device cannot be read yet",
        explanation="They are signed and complete, but this version does not understand them; they are kept sealed.",
        evidence=(Evidence("items set aside", work.set_aside, 0, origin="replica"),),
        fixes=(by_person("update", "Update Owntexts on this device", command="owntexts update --check"),),
        ends_when=Wait("they are read again after each update"),
    )


def password(_readings: Readings, _policy: Policy, work: Work) -> Said:
    """A password that another device replaced stops nothing here, and is told in case it was not the person."""
    replaced = work.replaced
    if replaced is None or not work.signed_in:
        return
    yield Finding(
        code="account.password_changed",
        severity="warning",
        title=f"The account's {replaced.what} was changed{f' on {replaced.by}' if replaced.by else ''}",
        explanation="This device goes on, because it has keys of its own. A device that joins needs the newest one.",
        evidence=(Evidence(replaced.what, "changed", origin="the account's keyring", at=rfc3339(replaced.heard_at)),),
        fixes=(
            by_waiting("was_you", "It was you? Nothing has to be done"),
            by_person(
                "change_again",
                "It was not you? Set another one here, and look at who is in the account: owntexts account show",
                command="owntexts account password --with-recovery-key",
            ),
        ),
        ends_when=Wait("it is told for two weeks", rfc3339(replaced.told_until)),
    )


def one_machine(_readings: Readings, _policy: Policy, work: Work) -> Said:
    """A hub beside the account's only device is no second copy; a backup of it on another disk is, for a while."""
    if not work.alone_on_hub_disk:
        return
    if _is_backed_up(work):
        yield Passed(LAST_BACKUP, rfc3339(work.hub_backed_up_at), f"{BACKUP_COUNTS_DAYS} days")
        return
    yield Finding(
        code="copies.one_machine",
        severity="warning",
        title="The hub and your only device share one disk",
        explanation="If this disk fails, both copies of your messages are gone.",
        evidence=(
            Evidence("disks that hold a copy", 1, 2, "the account's keyring"),
            Evidence(
                LAST_BACKUP,
                rfc3339(work.hub_backed_up_at) or "none known",
                f"{BACKUP_COUNTS_DAYS} days",
                "the hub",
                rfc3339(work.hub_heard_at),
            ),
        ),
        fixes=(
            by_person(
                "second_device",
                "Join from a second device",
                command="owntexts account join --hub URL --name NAME",
            ),
            by_person(
                "back_up_hub",
                f"Copy the hub to another disk, at least every {BACKUP_COUNTS_DAYS} days",
                command="owntexts hub backup DIR --data DIR",
            ),
            by_person("hub_elsewhere", "Run the hub on another machine"),
        ),
    )


def _is_backed_up(work: Work) -> bool:
    """A time in the future counts: the clock is wrong then, and says so itself."""
    at, now = work.hub_backed_up_at, work.now_ms
    return at is not None and now is not None and now - at < BACKUP_COUNTS_DAYS * DAY_MS
