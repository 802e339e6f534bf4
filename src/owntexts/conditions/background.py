"""Where and when it may sync without being asked."""

from typing import Final

from owntexts.conditions.decision import Passed
from owntexts.conditions.links import system_page
from owntexts.conditions.moments import in_words, next_minute
from owntexts.conditions.network import is_off_wifi
from owntexts.conditions.policy import Policy
from owntexts.conditions.readings import METERED, NETWORK, Readings, evidence
from owntexts.conditions.said import BOTH, Said, by_person, by_setting, by_waiting
from owntexts.conditions.work import Feeding, Work
from owntexts.explain import Evidence, Finding, Fix, Wait
from owntexts.explain.amounts import read_minute, spell_minute
from owntexts.model.times import rfc3339

KEY: Final = "background"
EVERYWHERE: Final = "wifi+cellular"
ON: Final = by_setting(
    "background_on", "Let it sync by itself on every network that your limits allow", KEY, EVERYWHERE
)
ON_WIFI: Final = by_setting("background_wifi", "Let it sync by itself on Wi-Fi", KEY, "wifi")


def background(readings: Readings, policy: Policy, work: Work) -> Said:
    """The switch for all of this device."""
    if policy.background == "off":
        yield _off(readings)
    elif policy.background == "wifi" and is_off_wifi(readings):
        yield _wifi_only(readings, work)
    else:
        yield Passed(KEY, policy.background)


def sources(readings: Readings, _policy: Policy, work: Work) -> Said:
    """The switch of each source; what is not read by itself holds nothing."""
    left = [source for source in work.sources if _is_left(source, readings)]
    if not left:
        return
    waits = any(source.background == "wifi" for source in left)
    yield Finding(
        code="background.source_off",
        severity="info",
        title=f"Not read by itself: {', '.join(source.name for source in left)}",
        explanation="New messages in there are seen only when you import them, or when it may be read by itself again.",
        evidence=tuple(
            Evidence(f"background of source {source.id}", source.background, EVERYWHERE, "this device's sources")
            for source in left
        ),
        fixes=tuple(_read(source) for source in left),
        ends_when=Wait("on Wi-Fi") if waits else None,
    )


def schedule(_readings: Readings, policy: Policy, work: Work) -> Said:
    """The hours that the person chose."""
    if not policy.schedule or work.local_minute is None:
        return
    begin, end = (read_minute(half) or 0 for half in policy.schedule.split("-"))
    if is_within(work.local_minute, begin, end):
        yield Passed("local time", spell_minute(work.local_minute), policy.schedule)
        return
    yield Finding(
        code="schedule.outside",
        severity="warning",
        blocks=BOTH,
        soft=True,
        title=f"It syncs from {spell_minute(begin)} to {spell_minute(end)}",
        explanation="You chose hours in which it may sync by itself; outside of them everything waits.",
        evidence=(
            Evidence(
                "local time",
                spell_minute(work.local_minute),
                policy.schedule,
                "this device's clock",
                rfc3339(work.now_ms),
            ),
        ),
        fixes=(
            by_waiting("wait_for_schedule", f"Wait: it begins by itself at {spell_minute(begin)}"),
            by_setting("any_time", "Let it sync at any time", "schedule", ""),
        ),
        ends_when=_begins(work, begin),
    )


def is_within(minute: int, begin: int, end: int) -> bool:
    """Whether a minute of the day lies in hours that may go over midnight."""
    return begin <= minute < end if begin < end else minute >= begin or minute < end


def _off(readings: Readings) -> Finding:
    return Finding(
        code="background.off",
        severity="warning",
        blocks=BOTH,
        soft=True,
        title="Background sync is off",
        explanation="You have said that this device syncs only when you ask it to.",
        evidence=(Evidence(KEY, "off", EVERYWHERE, "your settings"),),
        fixes=(ON,) if is_off_wifi(readings) else (ON, ON_WIFI),
    )


def _wifi_only(readings: Readings, work: Work) -> Finding:
    return Finding(
        code="background.wifi_only",
        severity="warning",
        blocks=BOTH,
        soft=True,
        title="By itself it syncs on Wi-Fi only",
        explanation="This device is not on Wi-Fi; it goes on by itself when it is, or when you ask it to.",
        evidence=(
            Evidence(KEY, "wifi", EVERYWHERE, "your settings"),
            evidence(readings, NETWORK, limit="wifi"),
            evidence(readings, METERED),
        ),
        fixes=(by_person("join_wifi", "Join a Wi-Fi", link=system_page("wifi", work.system)), ON),
        ends_when=Wait("on Wi-Fi"),
    )


def _is_left(source: Feeding, readings: Readings) -> bool:
    return source.background == "off" or (source.background == "wifi" and is_off_wifi(readings))


def _read(source: Feeding) -> Fix:
    return Fix(
        f"read_source_{source.id}",
        f"Let {source.name} be read by itself",
        "setting",
        command=f"owntexts source set {source.id} background {EVERYWHERE}",
    )


def _begins(work: Work, begin: int) -> Wait:
    if work.now_ms is None or work.zone is None or (at := next_minute(work.now_ms, work.zone, begin)) is None:
        return Wait(f"at {spell_minute(begin)}")
    return Wait(f"at {in_words(at, work.now_ms, work.zone)}", rfc3339(at))
