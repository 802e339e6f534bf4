"""What waits for Wi-Fi or the charger says when they are likely to come, and whether that will do for what waits."""

from datetime import tzinfo
from typing import Final

from msgspec.structs import replace

from owntexts.agent import habits
from owntexts.agent.habits import Forecast
from owntexts.conditions.decision import Decision, LaneDecision
from owntexts.conditions.work import Waiting
from owntexts.explain import Evidence, Finding, Wait, in_order
from owntexts.explain.amounts import duration_in_words, size_in_words
from owntexts.model.times import rfc3339
from owntexts.replica.database import Replica

ENDED_BY_A_WINDOW: Final = frozenset(
    {
        "power.not_charging",
        "power.battery_low",
        "network.metered",
        "network.cellular_not_allowed",
        "network.allowance_used",
        "background.wifi_only",
    }
)


def told_with_forecast(db: Replica, decision: Decision, waiting: Waiting, now: int, where: tzinfo) -> Decision:
    """The decision with what this device's own habits say of each reason that Wi-Fi and charger end."""
    if not any(each.blocks and each.code in ENDED_BY_A_WINDOW for each in decision.findings):
        return decision
    expected = habits.forecast(habits.seen(db), now, where, habits.watched_days(db, now))
    if expected is None:
        return decision
    suffices = _suffices(expected, waiting, habits.bytes_per_s(db))
    findings = in_order(_told(each, expected, suffices, now, where) for each in decision.findings)
    return replace(
        decision,
        findings=findings,
        texts=_as_told(decision.texts, findings),
        attachments=_as_told(decision.attachments, findings),
    )


def _told(finding: Finding, expected: Forecast, suffices: Evidence | None, now: int, where: tzinfo) -> Finding:
    if not finding.blocks or finding.code not in ENDED_BY_A_WINDOW or _ends_sooner(finding, expected):
        return finding
    words = habits.in_words(expected, now, where)
    before = f"{finding.ends_when.text}, " if finding.ends_when else ""
    return replace(
        finding,
        evidence=(*finding.evidence, suffices) if suffices else finding.evidence,
        ends_when=Wait(f"{before}{words}", rfc3339(expected.begins)),
    )


def _ends_sooner(finding: Finding, expected: Forecast) -> bool:
    at = finding.ends_when.at if finding.ends_when else None
    return at is not None and at <= (rfc3339(expected.begins) or "")


def _suffices(expected: Forecast, waiting: Waiting, bytes_per_s: int | None) -> Evidence | None:
    """Whether the window is long enough, where it is known how fast the line is."""
    if not waiting.bytes or bytes_per_s is None:
        return None
    needed = waiting.bytes // bytes_per_s
    answer = "suffices" if needed * 1000 <= expected.lasts else "does not suffice"
    has = duration_in_words(expected.lasts // 1000)
    return Evidence(
        "the usual window",
        f"{has}, which {answer} for {size_in_words(waiting.bytes)}",
        f"{duration_in_words(needed)} needed",
        origin="this device's habits, and its line to the hub",
    )


def _as_told(lane: LaneDecision, findings: tuple[Finding, ...]) -> LaneDecision:
    """The lane's codes in the order in which the findings are told."""
    order = {finding.code: place for place, finding in enumerate(findings)}
    return replace(lane, findings=tuple(sorted(lane.findings, key=order.__getitem__)))
