"""Two walks over the same rows: what each says depends on all of them, and is the same wherever they are read."""

from tests.sources.telephony.making import ADA, AT, BEN, ME, entries, mms, people, source, text, words
from tests.sources.telling import Known, Told, told

from owntexts.model.observations import Context, Row, Unchanged
from owntexts.sources.base import Options, Recognition, SourceKind
from owntexts.sources.telephony.formats import telephone
from owntexts.sources.telephony.reader import TelephonySource
from owntexts.sources.telephony.rows import NativeRow


def said(*rows: NativeRow, options: Options | None = None, known: dict[int, int] | None = None) -> Told:
    kind = SourceKind("x", "android", "X", lambda _: Recognition("no"), lambda _, given: source(*rows, options=given))
    from pathlib import Path  # noqa: PLC0415 - it is not looked at

    return told(kind, Path("x"), options, known)


def test_equal_rows_are_as_many_messages() -> None:
    natives = [one.native for one in said(text("ok"), text("ok"), text("ok", at=AT + 1), text("ok")).sightings]
    assert len(set(natives)) == 4
    assert [str(native).split("\0")[3] for native in natives] == ["0", "1", "0", "2"]


def test_more_rows_behind_change_nothing_before() -> None:
    first = said(text("ok"), text("no"))
    later = said(text("ok"), text("no"), text("ok"))
    assert later.digests.items() >= first.digests.items()
    again = said(text("ok"), text("no"), text("ok"), known=first.digests)
    assert (again.unchanged, list(again.rows)) == ([1, 2], [3])
    assert again.rows[3] == later.rows[3]


def test_who_the_owner_is_decides_what_every_row_says() -> None:
    group = mms(people(ADA, ME, BEN), transaction="T1")
    unknown, known = said(group), said(group, options=Options(own=frozenset({ME})))
    assert unknown.digests != known.digests
    assert said(group, mms(people(ADA, ME))).digests[1] == known.digests[1]


def test_the_zone_decides_too() -> None:
    assert said(text()).digests != said(text(), options=Options(timezone="UTC")).digests


def test_an_mms_that_a_source_has_twice_is_two() -> None:
    row = mms(people(ADA, ME), transaction="T1", parts=(words("hi"),))
    natives = [one.native for one in said(row, row).sightings]
    assert natives == [f"mms\0in\0{AT // 1000}\0T1", f"mms\0in\0{AT // 1000}\0T1\0001"]


def test_a_number_that_a_row_tells_is_the_owners() -> None:
    group = mms(people(ADA, ME, BEN), transaction="T1")
    with TelephonySource(
        lambda: (one.__class__(one.number, one.where, one.digest, one.row, own=ME) for one in entries([group])),
        telephone("android-backup"),
        Options(),
    ) as opened:
        (thread,) = (one.records[0] for one in opened.read(Known()) if isinstance(one, Context))
    assert thread.members == (ADA, BEN)  # type: ignore[union-attr]  # a thread's context has threads


def test_nothing_is_said_of_a_thread_twice_unless_there_is_more_to_say() -> None:
    rows = (text(), text(at=AT + 5), mms(people(ADA, ME), at=AT + 9_000), text(at=AT + 10_000))
    assert [thread.service for thread in said(*rows).threads] == ["SMS", "MMS", "SMS"]


def test_an_older_row_does_not_take_a_thread_back() -> None:
    rows = (mms(people(ADA, ME), at=AT + 9_000), text())
    assert [thread.service for thread in said(*rows).threads] == ["MMS"]


def test_forgotten_threads_are_introduced_again() -> None:
    with source(*(text(address=f"+1303{number:07}") for number in (*range(20_100), 0))) as opened:
        keys = [one.records[0].key for one in opened.read(Known()) if isinstance(one, Context)]  # type: ignore[union-attr]  # as above
    assert keys.count("with:+13030000000") == 2


def test_every_row_is_given_or_unchanged() -> None:
    first = said(*(text(str(number), at=AT + number) for number in range(50)))
    with source(*(text(str(number), at=AT + number) for number in range(60))) as opened:
        seen = list(opened.read(Known(first.digests)))
    assert sum(isinstance(one, Unchanged) for one in seen) == 50
    assert sum(isinstance(one, Row) for one in seen) == 10
