"""Taking in what the log says."""

import pytest
from msgspec.structs import replace
from tests.replica.making import (
    ADA,
    BEN,
    DEVICE,
    START,
    a_page,
    a_source,
    an_item,
    header,
    id_of,
    intent,
    people,
    received,
    row,
    rows,
    text,
    with_,
)

from owntexts.errors import Held
from owntexts.model.codec import Unknown
from owntexts.model.observations import Context
from owntexts.model.records import Edit, Grave, Handle, Reaction
from owntexts.replica import export, pending, search, threads, verify, zone
from owntexts.replica.apply import Applied, apply, retry
from owntexts.replica.database import Replica
from owntexts.replica.ingest import ingest


def test_what_another_device_sent_can_be_read_here(db: Replica) -> None:
    handle = Handle(raw=ADA, header=header())
    assert apply(db, a_page(with_(), handle, text(1), text(2))) == Applied(4, 0)
    assert [one.messages for one in threads.conversations(db)] == [2]
    assert len(search.search(db, "message")) == 2
    assert pending.count(db) == 0
    assert verify.verify(db) == []


def test_applying_a_page_twice_changes_nothing(db: Replica) -> None:
    page = a_page(with_(), text(1), text(2))
    apply(db, page)
    once = list(export.lines(db)), verify.digest(db)
    apply(db, page)
    assert (list(export.lines(db)), verify.digest(db)) == once


def test_what_the_log_has_as_it_is_here_needs_no_sending(db: Replica) -> None:
    ingest(db, a_source(db), [people(), *rows(3)])
    apply(db, a_page(with_(), Handle(raw=ADA, header=header()), text(1), text(2)))
    assert pending.count(db) == 1


def test_what_is_known_better_here_stays_to_be_sent(db: Replica) -> None:
    ingest(db, a_source(db), [people(), row(1, text(1, read_at=9, header=header(9)))])
    apply(db, a_page(text(1)))
    assert pending.count(db) == 3
    apply(db, a_page(text(1, read_at=9, header=header(9)), text(1), token=2))
    assert pending.count(db) == 2


def test_an_import_of_what_came_from_the_log_marks_nothing(db: Replica) -> None:
    apply(db, a_page(with_(), Handle(raw=ADA, header=header()), text(1), text(2)))
    counts = ingest(db, a_source(db), [people(), *rows(2)])
    assert (counts.added, counts.unchanged) == (0, 2)
    assert pending.count(db) == 0


def test_what_hangs_on_a_message_may_come_before_it(db: Replica) -> None:
    target = id_of(text(1))
    loved = Reaction(target=target, part=0, sender=BEN, kind="loved", emoji=None, at=START)
    edit = Edit(target=target, part=0, at=START, text="mesage 1")
    apply(db, a_page(loved, edit, intent(target, "read", START)))
    apply(db, a_page(with_(), text(1), token=2))
    (line,) = export.lines(db)
    assert b'"kind":"loved"' in line
    assert b'"text":"mesage 1"' in line
    assert [one.unread for one in threads.conversations(db)] == [0]


def test_a_message_may_come_before_its_thread(db: Replica) -> None:
    apply(db, a_page(text(1)))
    assert [(one.participants, one.messages) for one in threads.conversations(db)] == [((), 1)]
    apply(db, a_page(with_(), token=2))
    assert [(one.participants, one.messages) for one in threads.conversations(db)] == [((ADA,), 1)]
    assert pending.count(db) == 0


def test_two_layers_of_one_message_in_one_page_are_one_message(db: Replica) -> None:
    apply(db, a_page(with_(), text(1, "old words"), text(1, "new words", header=header(9))))
    assert search.search(db, "old") == []
    (hit,) = search.search(db, "new")
    assert [edit.text for edit in hit.message.edits] == ["old words"]


def test_what_a_newer_version_wrote_is_kept(db: Replica) -> None:
    apply(db, a_page(Unknown(9, b"\x91\x09"), Unknown(9, b"\x91\x09"), text(1)))
    with db.read() as connection:
        assert connection.execute("select state from record where kind = 0").fetchall() == [(b"\x91\x91\x09",)]
    assert verify.verify(db) == []


def test_the_position_moves_with_the_records(db: Replica) -> None:
    assert zone.position(db) is None
    page = received(an_item(1, text(1)), an_item(2, device=None, counter=None, records=None, entry=b"entry zero"))
    apply(db, page)
    assert zone.position(db) == page.position
    assert zone.keyring_entries(db) == [b"entry zero"]
    assert zone.chains(db) == {DEVICE: (1, page.items[0].hash)}
    assert zone.zone_hash(db, 2) == page.items[1].zone_hash
    assert zone.zone_hash(db, 3) is None


def test_a_page_that_fails_moves_nothing(db: Replica) -> None:
    page = a_page(text(1), object())  # type: ignore[arg-type]  # what cannot be kept
    with pytest.raises(KeyError):
        apply(db, page)
    assert zone.position(db) is None
    assert list(export.lines(db)) == []


def test_what_cannot_be_read_is_set_aside_until_it_can(db: Replica) -> None:
    item = an_item(1, records=None, set_aside=b"sealed", reason="newer")
    assert apply(db, received(item)) == Applied(0, 1)
    assert zone.set_aside(db) == [zone.SetAside(1, b"sealed", "newer")]
    retry(db, 1, [with_(), text(1)])
    assert zone.set_aside(db) == []
    assert len(list(export.lines(db))) == 1


def test_a_purge_takes_a_message_and_all_that_hangs_on_it(db: Replica) -> None:
    target = id_of(text(2))
    loved = Reaction(target=target, part=0, sender=ADA, kind="loved", emoji=None, at=1)
    edit = Edit(target=target, part=0, at=1, text="a secret slip")
    ingest(db, a_source(db), [people(), *rows(3), row(9, loved, edit, intent(target, "read", 5))])
    apply(db, a_page(Grave(id=target, digest=b"m" * 16)))
    assert len(list(export.lines(db))) == 2
    with db.read() as connection:
        assert connection.execute("select count(*) from record where target is not null").get == 0
    apply(db, a_page(text(2), loved, edit, token=2))
    assert len(list(export.lines(db))) == 2
    assert verify.verify(db) == []


def test_a_great_purge_waits_for_the_person(db: Replica) -> None:
    ingest(db, a_source(db), [people(), *rows(100)])
    graves = [Grave(id=id_of(text(number)), digest=b"m" * 16) for number in range(1, 52)]
    with pytest.raises(Held) as told:
        apply(db, a_page(*graves))
    assert told.value.code == "feed.purge"
    assert zone.position(db) is None
    assert len(list(export.lines(db))) == 100
    apply(db, a_page(*graves), purges_allowed=True)
    assert len(list(export.lines(db))) == 49


def test_fifty_purges_are_no_great_purge(db: Replica) -> None:
    ingest(db, a_source(db), [people(), *rows(100)])
    apply(db, a_page(*(Grave(id=id_of(text(number)), digest=b"m" * 16) for number in range(1, 51))))
    assert len(list(export.lines(db))) == 50


def test_leaving_an_account_keeps_every_message_and_makes_all_of_it_pending(db: Replica) -> None:
    item = an_item(2, device=None, counter=None, records=None, entry=b"entry zero")
    apply(db, received(an_item(1, with_(), text(1)), item, an_item(3, records=None, set_aside=b"?")))
    zone.synced(db, "2026-11-01T00:00:00.000Z")
    assert zone.last_synced_at(db) == "2026-11-01T00:00:00.000Z"
    zone.forget_account(db)
    assert (zone.position(db), zone.chains(db), zone.keyring_entries(db), zone.set_aside(db)) == (None, {}, [], [])
    assert zone.last_synced_at(db) is None
    assert len(list(export.lines(db))) == 1
    assert pending.count(db) == 2


def test_a_thread_with_new_people_is_merged(db: Replica) -> None:
    ingest(db, a_source(db), [Context((with_(),)), row(1, text(1))])
    apply(db, a_page(replace(with_(), service="RCS", header=header(9))))
    assert [one.service for one in threads.conversations(db)] == ["RCS"]
