"""What has been silent for longer than it should be."""

from tests.conditions.worlds import DAY_MS, NOW, World

from owntexts.conditions.work import Feeding

WEEK_AGO = "2026-11-17T12:00:00.000Z"
STALLED, QUIET = "sync.stalled", "source.quiet"


def test_nothing_synced_for_long_is_told_and_holds_nothing() -> None:
    found = World().working(last_synced_at=WEEK_AGO).finding(STALLED)
    assert found.title == "Nothing has synced for 7 days"
    assert found.blocks == ()
    assert found.evidence[0].limit == 3 * 86_400
    assert found.fixes[-1].command == "owntexts settings set stalled.after 14d"
    assert World().working(last_synced_at=WEEK_AGO).setting(stalled__after="8d").codes() == set()


def test_with_sync_off_or_without_an_account_nobody_waits_for_a_sync() -> None:
    silent = World().working(last_synced_at=WEEK_AGO)
    assert STALLED not in silent.working(sync_off=True).codes() | silent.working(signed_in=False).codes()


def test_a_device_that_never_synced_counts_from_its_first_failure() -> None:
    assert World().working(last_synced_at=None).codes() == set()
    assert World().working(last_synced_at=None, failed_since=NOW - 4 * DAY_MS).codes() == {STALLED}
    synced = World().working(last_synced_at="2026-11-24T11:00:00.000Z", failed_since=NOW - 4 * DAY_MS)
    assert synced.codes() == set()


def test_a_clock_that_was_ahead_does_not_say_less_than_nothing() -> None:
    passed = World().working(last_synced_at="2026-11-25T12:00:00.000Z").decided().passed
    assert [fact.value for fact in passed if fact.name.startswith("seconds")] == [0]


def source(days: int, **more: object) -> Feeding:
    return Feeding("1", "Mac", newest_at=NOW - days * DAY_MS, **more)  # type: ignore[arg-type]


def test_a_source_is_quiet_after_what_is_usual_for_it_and_never_where_nobody_listens() -> None:
    assert World().working(sources=(source(8),)).finding(QUIET).title == "Nothing new for 8 days: Mac"
    assert World().working(sources=(source(6),)).codes() == set()
    assert World().working(sources=(source(8, quiet_after=9 * 86_400),)).codes() == set()
    assert World().working(sources=(source(8, background="off"),)).codes() == {"background.source_off"}
    assert World().working(sources=(Feeding("1", "Mac"),)).codes() == set()


def test_who_is_to_be_woken_is_said_as_fits_what_writes_the_source() -> None:
    def advice(*sources: Feeding) -> str:
        return World().working(sources=sources).finding(QUIET).fixes[0].title

    assert advice(source(8)) == "Open the app that writes there, and see that it still does"
    assert advice(source(8, waking="Wake A")) == "Wake A"
    assert (
        advice(source(8, waking="Wake A"), source(9, waking="Wake B"), source(9, waking="Wake A")) == "Wake A; Wake B"
    )


def test_a_source_may_be_called_an_archive_or_be_given_more_time() -> None:
    fixes = {fix.id: fix.command for fix in World().working(sources=(source(40),)).finding(QUIET).fixes}
    assert fixes["archive_source_1"] == "owntexts source set 1 background off"
    assert fixes["quiet_later"] == "owntexts settings set source.quiet_after 90d"
    assert "quiet_later" not in {fix.id for fix in World().working(sources=(source(900),)).finding(QUIET).fixes}
