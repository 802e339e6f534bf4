"""What has been silent for longer than it should be. It holds nothing, and is worth a word."""

from typing import Final

from owntexts.conditions.decision import Passed
from owntexts.conditions.policy import Policy
from owntexts.conditions.readings import Readings
from owntexts.conditions.said import Said, by_action, by_person, by_setting
from owntexts.conditions.work import Feeding, Work
from owntexts.explain import Evidence, Finding, Fix, Wait
from owntexts.explain.amounts import duration_in_words, spell_duration
from owntexts.model.times import read_rfc3339, rfc3339

SINCE_SYNC: Final = "seconds since the last sync"
WAKING: Final = "Open the app that writes there, and see that it still does"
LATER: Final = tuple(days * 86_400 for days in (7, 14, 30, 90, 365))


def stalled(_readings: Readings, policy: Policy, work: Work) -> Said:
    """Nothing has synced for long, wherever the fault lies; with sync off, or without an account, nobody waits."""
    since = _silent_since(work)
    if not work.signed_in or work.sync_off or work.now_ms is None or since is None:
        return
    seconds, limit = (work.now_ms - since) // 1000, policy.stalled_after
    if seconds < limit:
        yield Passed(SINCE_SYNC, max(0, seconds), limit)
        return
    yield Finding(
        code="sync.stalled",
        severity="warning",
        title=f"Nothing has synced for {duration_in_words(seconds)}",
        explanation="What is new since then is on one device only; the other reasons say what holds it.",
        evidence=(Evidence(SINCE_SYNC, seconds, limit, "replica", rfc3339(work.now_ms)),),
        fixes=(
            by_action("sync_now", "Try at once, and hear what is in the way", "owntexts sync --now"),
            *_told_later("stalled_later", "stalled.after", seconds),
        ),
        ends_when=Wait("with the next sync that finishes"),
    )


def quiet(_readings: Readings, policy: Policy, work: Work) -> Said:
    """Sources that bring nothing new for longer than is usual: what writes to them may have stopped."""
    silent = [(source, seconds) for source in work.sources if (seconds := _overdue(source, policy, work)) is not None]
    if not silent or work.now_ms is None:
        return
    longest = max(seconds for _, seconds in silent)
    yield Finding(
        code="source.quiet",
        severity="warning",
        title=f"Nothing new for {duration_in_words(longest)}: {', '.join(source.name for source, _ in silent)}",
        explanation="Perhaps nobody wrote; perhaps what writes to it has stopped.",
        evidence=tuple(
            Evidence(
                f"seconds since the newest message of source {source.id}",
                seconds,
                _patience(source, policy),
                "replica",
                rfc3339(work.now_ms),
            )
            for source, seconds in silent
        ),
        fixes=(
            by_person("wake_exporter", "; ".join(dict.fromkeys(source.waking or WAKING for source, _ in silent))),
            *(_archive(source) for source, _ in silent),
            *_told_later("quiet_later", "source.quiet_after", longest),
        ),
        ends_when=Wait("with its next message"),
    )


def _silent_since(work: Work) -> int | None:
    """When the last sync finished; where none ever did, since when they fail."""
    synced = read_rfc3339(work.last_synced_at)
    return work.failed_since if synced is None else synced


def _overdue(source: Feeding, policy: Policy, work: Work) -> int | None:
    """For how many seconds a source has been silent, if that is too long."""
    if work.now_ms is None or source.newest_at is None or source.background == "off":
        return None
    seconds = (work.now_ms - source.newest_at) // 1000
    return seconds if seconds >= _patience(source, policy) else None


def _patience(source: Feeding, policy: Policy) -> int:
    return max(policy.source_quiet_after, source.quiet_after or 0)


def _archive(source: Feeding) -> Fix:
    return Fix(
        f"archive_source_{source.id}",
        f"{source.name} is an archive that gets nothing new: read it no more by itself",
        "setting",
        command=f"owntexts source set {source.id} background off",
    )


def _told_later(name: str, key: str, seconds: int) -> tuple[Fix, ...]:
    later = next((each for each in LATER if each > seconds), None)
    if later is None:
        return ()
    return (by_setting(name, f"Be told after {duration_in_words(later)}", key, spell_duration(later)),)
