"""Room: the account's on the hub, and this device's."""

from typing import Final

from owntexts.conditions.decision import Passed
from owntexts.conditions.links import system_page
from owntexts.conditions.policy import Policy
from owntexts.conditions.readings import DEVICE_FREE, Readings, evidence, number
from owntexts.conditions.said import BOTH, Said, by_person, by_setting
from owntexts.conditions.work import Work
from owntexts.explain import Evidence, Finding, Fix, Lane
from owntexts.explain.amounts import size_in_words, spell_size
from owntexts.model.times import rfc3339

MIB: Final = 1 << 20
TEXTS_NEED: Final = 50 * MIB
LOWEST: Final = 100 * MIB
LATEST: Final = 99
HUB_FULL: Final = "storage.hub_full"
HUB_USED: Final = "storage.hub_used_bytes"
MORE_ROOM: Final = by_person(
    "more_room",
    "Ask the hub's operator for more room; if that is you, give it",
    command="owntexts hub quota NAME SIZE --data DIR",
)


def hub(_readings: Readings, policy: Policy, work: Work) -> Said:
    """The account's room on the hub: texts have a reserve beyond it."""
    used, quota = work.hub_used, work.hub_quota
    if not work.signed_in or used is None or not quota:
        return
    almost = _almost(quota, policy)
    if used >= quota:
        yield from _hub_full(used, quota, work)
    elif used >= almost:
        yield _hub_almost_full(used, quota, policy, work)
    else:
        yield Passed(HUB_USED, used, almost)


def device(readings: Readings, policy: Policy, work: Work) -> Said:
    """What arrives must find room here: attachments much, texts little."""
    free = number(readings, DEVICE_FREE)
    if free is None:
        return
    limit = policy.storage_device_min_free
    lanes: tuple[Lane, ...] = BOTH if free < TEXTS_NEED else ("attachments",) if free < limit else ()
    if not lanes:
        yield Passed(DEVICE_FREE, int(free), limit)
        return
    yield Finding(
        code="storage.device_full",
        severity="error",
        blocks=lanes,
        title="This device is almost full",
        explanation=f"{size_in_words(int(free))} are free. Attachments wait below {size_in_words(limit)}, texts below "
        f"{size_in_words(TEXTS_NEED)}. Nothing that is here is removed.",
        evidence=(evidence(readings, DEVICE_FREE, limit if lanes == ("attachments",) else TEXTS_NEED),),
        fixes=(
            by_person(
                "free_space",
                "Make room on this device, for example by emptying its trash",
                link=system_page("storage", work.system),
            ),
            by_person("move_home", "Name a folder on a larger disk in OWNTEXTS_HOME, and move the home there"),
            *_keep_fewer(policy),
            *_lower_free(int(free), lanes),
        ),
    )


def _hub_full(used: int, quota: int, work: Work) -> Said:
    """What the hub refused says it better, with its answer."""
    if any(fault.code == HUB_FULL for fault in work.faults):
        return
    yield Finding(
        code=HUB_FULL,
        severity="error",
        blocks=("attachments",),
        title="Your room on the hub is full",
        explanation="Texts have a reserve and go on; attachments wait for room, and go on as soon as there is some.",
        evidence=(Evidence(HUB_USED, used, quota, "the hub", rfc3339(work.hub_heard_at)),),
        fixes=(MORE_ROOM,),
    )


def _hub_almost_full(used: int, quota: int, policy: Policy, work: Work) -> Finding:
    almost = _almost(quota, policy)
    return Finding(
        code="storage.hub_almost_full",
        severity="warning",
        title=f"Your room on the hub is {used * 100 // quota}% full",
        explanation=f"{size_in_words(quota - used)} are left. When it is full, attachments wait and texts go on.",
        evidence=(Evidence(HUB_USED, used, almost, "the hub", rfc3339(work.hub_heard_at)),),
        fixes=(MORE_ROOM, *_warn_later(policy)),
    )


def _almost(quota: int, policy: Policy) -> int:
    return quota * policy.storage_almost_full // 100


def _warn_later(policy: Policy) -> tuple[Fix, ...]:
    if policy.storage_almost_full >= LATEST:
        return ()
    return (by_setting("warn_later", f"Be told at {LATEST}%", "storage.almost_full", str(LATEST)),)


def _keep_fewer(policy: Policy) -> tuple[Fix, ...]:
    if policy.attachments_keep != "originals":
        return ()
    return (
        by_person(
            "keep_fewer",
            f"Keep here only the originals of the last {policy.optimise_days} days; the hub keeps all of them",
            command="owntexts settings set attachments.keep optimise",
        ),
    )


def _lower_free(free: int, lanes: tuple[Lane, ...]) -> tuple[Fix, ...]:
    if lanes != ("attachments",):
        return ()
    lower = LOWEST if free >= LOWEST else TEXTS_NEED
    title = f"Let attachments travel down to {size_in_words(lower)} of room"
    return (by_setting("lower_free", title, "storage.device_min_free", spell_size(lower)),)
