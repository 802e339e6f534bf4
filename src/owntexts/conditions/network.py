"""The network: whether there is one, whether it lets through, and what it costs."""

from datetime import tzinfo
from typing import Final

from owntexts.conditions.decision import Passed
from owntexts.conditions.links import system_page
from owntexts.conditions.moments import next_midnight
from owntexts.conditions.policy import Policy
from owntexts.conditions.readings import CAPTIVE_PORTAL, METERED, NETWORK, ROAMING, Readings, evidence, value_of
from owntexts.conditions.said import BOTH, Said, by_lane, by_person, by_setting, by_waiting, held_lanes, waiting
from owntexts.conditions.work import Work
from owntexts.explain import Evidence, Finding, Fix, Lane, Wait
from owntexts.explain.amounts import size_in_words, spell_size
from owntexts.model.times import rfc3339

USED_TODAY: Final = "cellular.used_today_bytes"
OWN_KINDS: Final = ("none", "wifi", "ethernet")
"""Kinds that no modem carries, and by which a VPN is not meant."""
WIDER: Final = tuple(size << 20 for size in (50, 100, 200, 500, 1 << 10, 2 << 10, 5 << 10))


def costs(readings: Readings) -> bool:
    """Whether bytes count against the allowance on this network: on cellular, and on one that is marked as metered."""
    return value_of(readings, NETWORK) == "cellular" or value_of(readings, METERED) is True


def is_off_wifi(readings: Readings) -> bool:
    """Whether the device is known to be elsewhere than on Wi-Fi or a cable."""
    return value_of(readings, NETWORK) not in OWN_KINDS and costs(readings)


def presence(readings: Readings, _policy: Policy, work: Work) -> Said:
    """Without a network nothing travels."""
    kind = value_of(readings, NETWORK)
    if kind is None:
        return
    if kind != "none":
        yield Passed(NETWORK, kind)
        return
    yield Finding(
        code="network.none",
        severity="warning",
        blocks=BOTH,
        title="There is no network",
        explanation="Everything stays safe here, and goes on as soon as this device is connected again.",
        evidence=(evidence(readings, NETWORK),),
        fixes=(
            by_person(
                "connect",
                "Join a Wi-Fi, plug in a network cable, or switch aeroplane mode off",
                link=system_page("network", work.system),
            ),
        ),
        ends_when=Wait("when it is connected again"),
    )


def portal(readings: Readings, _policy: Policy, _work: Work) -> Said:
    """A page that stands between the device and the world."""
    stands_between = value_of(readings, CAPTIVE_PORTAL)
    if stands_between is None:
        return
    if stands_between is False or value_of(readings, NETWORK) == "none":
        yield Passed(CAPTIVE_PORTAL, stands_between)
        return
    yield Finding(
        code="network.captive_portal",
        severity="warning",
        blocks=BOTH,
        title="The network wants you to sign in",
        explanation="It shows a page of its own, and lets nothing else through before.",
        evidence=(evidence(readings, CAPTIVE_PORTAL, limit=False), evidence(readings, NETWORK)),
        fixes=(
            by_person("portal_sign_in", "Open any page that begins with http:// in a browser, and sign in there"),
            by_person("join_wifi", "Or join another network"),
        ),
    )


def metered(readings: Readings, policy: Policy, work: Work) -> Said:
    """A network that is marked as one that costs; cellular has a word of its own."""
    marked = value_of(readings, METERED)
    if marked is None or value_of(readings, NETWORK) in {"none", "cellular"}:
        return
    lanes = held_lanes(policy, lambda limits: limits.metered == "pause") if marked is True else ()
    if not lanes:
        yield Passed(METERED, marked)
        return
    yield Finding(
        code="network.metered",
        severity="warning",
        blocks=lanes,
        soft=True,
        title="The network is metered",
        explanation="What travels on it may cost money or use up a plan. "
        f"{waiting(lanes)} for one that does not{_size(work, lanes)}.",
        evidence=(evidence(readings, METERED, limit=False), evidence(readings, NETWORK)),
        fixes=(
            _join_wifi(work, "Join a network that is not metered"),
            by_person(
                "unmetered",
                "It has no limit in fact? Say so in the system's settings of this network",
                link=system_page("network", work.system),
            ),
            *_allow_metered(lanes),
        ),
        ends_when=Wait("on a network that is not metered"),
    )


def cellular(readings: Readings, policy: Policy, work: Work) -> Said:
    """Cellular counts as metered, whatever the system says of it."""
    if value_of(readings, NETWORK) != "cellular":
        return
    lanes = held_lanes(policy, lambda limits: limits.metered == "pause")
    if not lanes:
        return
    yield Finding(
        code="network.cellular_not_allowed",
        severity="warning",
        blocks=lanes,
        soft=True,
        title="The device is on cellular",
        explanation=f"You let syncing wait for Wi-Fi. {waiting(lanes)}{_size(work, lanes)}.",
        evidence=(evidence(readings, NETWORK, limit="wifi"),),
        fixes=(_join_wifi(work), *_allow_metered(lanes)),
        ends_when=Wait("on Wi-Fi"),
    )


def roaming(readings: Readings, policy: Policy, work: Work) -> Said:
    """Abroad, on the modem; Wi-Fi and a cable are nobody's roaming."""
    abroad = value_of(readings, ROAMING)
    if abroad is None or value_of(readings, NETWORK) in OWN_KINDS:
        return
    lanes = held_lanes(policy, lambda limits: limits.roaming == "pause") if abroad is True else ()
    if not lanes:
        yield Passed(ROAMING, abroad)
        return
    yield Finding(
        code="network.roaming",
        severity="warning",
        blocks=lanes,
        soft=True,
        title="The device is roaming",
        explanation=f"Abroad every byte may cost much. {waiting(lanes)} for Wi-Fi, or for your own network.",
        evidence=(evidence(readings, ROAMING, limit=False), evidence(readings, NETWORK)),
        fixes=(
            _join_wifi(work),
            *by_lane("allow_{}", "Let {} travel while roaming", "roaming", "allow", lanes),
        ),
        ends_when=Wait("on Wi-Fi, or in your own network"),
    )


def allowance(readings: Readings, policy: Policy, work: Work) -> Said:
    """What may travel in a day where bytes cost."""
    allowed = policy.cellular_daily_allowance
    if allowed is None or not costs(readings) or value_of(readings, NETWORK) == "none":
        return
    if work.used_today < allowed:
        yield Passed(USED_TODAY, work.used_today, allowed)
        return
    used = Evidence(USED_TODAY, work.used_today, allowed, "this device's own count", rfc3339(work.now_ms))
    yield Finding(
        code="network.allowance_used",
        severity="warning",
        blocks=BOTH,
        soft=True,
        title=f"Today's {size_in_words(allowed)} of cellular data are used up"
        if allowed
        else "No cellular data is allowed",
        explanation="Over cellular and metered networks as much has travelled today as you allow in a day.",
        evidence=(used, evidence(readings, NETWORK)),
        fixes=(
            _join_wifi(work),
            *_more_allowance(work.used_today, allowed),
            *((by_waiting("wait_for_midnight", "Or wait: at midnight the count begins anew"),) if allowed else ()),
        ),
        ends_when=_at_midnight(work.now_ms, work.zone) if allowed else Wait("on Wi-Fi"),
    )


def _join_wifi(work: Work, title: str = "Join a Wi-Fi") -> Fix:
    return by_person("join_wifi", title, link=system_page("wifi", work.system))


def _allow_metered(lanes: tuple[Lane, ...]) -> tuple[Fix, ...]:
    return by_lane("allow_{}", "Let {} travel on cellular and metered networks", "metered", "allow", lanes)


def _more_allowance(used: int, allowed: int) -> tuple[Fix, ...]:
    key = "cellular.daily_allowance"
    wider = next((size for size in WIDER if size > max(used, allowed)), None)
    raised = (
        ()
        if wider is None
        else (by_setting("raise_allowance", f"Allow {size_in_words(wider)} a day", key, spell_size(wider)),)
    )
    return (*raised, by_setting("no_allowance", "Allow as much as there is", key, "unlimited"))


def _at_midnight(now: int | None, where: tzinfo | None) -> Wait:
    at = None if now is None or where is None else rfc3339(next_midnight(now, where))
    return Wait("at midnight, or on Wi-Fi", at)


def _size(work: Work, lanes: tuple[Lane, ...]) -> str:
    """': 12 MiB', where all that waits is meant."""
    return f": {size_in_words(work.waiting.bytes)}" if work.waiting.bytes and lanes == BOTH else ""
