"""Where the bytes of files lie on this device, and when they are looked for."""

from tests.replica.making import a_source, file, of_file, people, row, text
from tests.replica.test_contents import at_place, known_files, upload

from owntexts.model.records import ONLY_IN_ICLOUD
from owntexts.replica import places, sources
from owntexts.replica.database import Replica
from owntexts.replica.ingest import ingest
from owntexts.replica.places import DAY_MS, MINUTE_MS

NOW = 1_800_000_000_000


def asked_for(db: Replica, now: int = NOW) -> list[str]:
    return [place.place for place in places.to_read(db, now)]


def unsent(db: Replica) -> tuple[int, int]:
    with db.read() as connection:
        return places.unsent(connection)


def troubled(db: Replica, number: int, trouble: places.Trouble, now: int = NOW) -> None:
    with db.write() as connection:
        places.troubled(connection, 1, f"file {number}", trouble, now)


def test_the_files_of_the_newest_messages_come_first(db: Replica) -> None:
    known_files(db, 3)
    assert asked_for(db) == ["file 3", "file 2", "file 1"]
    assert unsent(db) == (3, 3_000)
    assert [place.size for place in places.to_read(db, NOW)] == [1_000] * 3


def test_what_is_on_the_hub_and_known_here_is_not_asked_for_again(db: Replica) -> None:
    known_files(db, 2)
    upload(db, 2)
    assert asked_for(db) == ["file 1"]
    assert unsent(db) == (1, 1_000)


def test_what_cannot_be_had_is_no_work_and_is_looked_for_again_after_a_day(db: Replica) -> None:
    known_files(db, 2)
    troubled(db, 1, "missing")
    troubled(db, 2, "changed")
    assert asked_for(db) == []
    assert unsent(db) == (0, 0)
    assert asked_for(db, NOW + MINUTE_MS) == ["file 2"]
    assert asked_for(db, NOW + DAY_MS) == ["file 2", "file 1"]


def test_a_row_that_is_read_anew_has_its_file_looked_for_at_once(db: Replica) -> None:
    known_files(db)
    troubled(db, 1, "missing")
    ingest(db, "1", [at_place(1, text(1, parts=(file(1),)))])
    assert asked_for(db) == ["file 1"]


def test_a_file_that_moved_is_read_anew_and_one_that_did_not_is_not(db: Replica) -> None:
    known_files(db)
    upload(db, 1)
    ingest(db, "1", [at_place(1, text(1, parts=(file(1),)))])
    assert asked_for(db) == []
    ingest(db, "1", [at_place(1, text(1, parts=(file(1),)), "elsewhere")])
    assert asked_for(db) == ["elsewhere"]


def test_only_files_that_a_message_names_have_a_place(db: Replica) -> None:
    ingest(db, a_source(db), [people(), at_place(1, text(1))])
    assert asked_for(db) == []


def test_another_folder_has_all_its_files_looked_for_again_and_a_source_that_goes_takes_its_places_along(
    db: Replica,
) -> None:
    known_files(db, 2)
    upload(db, 1)
    troubled(db, 2, "unreadable")
    assert asked_for(db) == []
    changed = sources.change(db, "1", "attachments", "/Volumes/Backup/Attachments")
    assert changed.attachments == "/Volumes/Backup/Attachments"
    assert asked_for(db) == ["file 2", "file 1"]
    assert sources.change(db, "1", "attachments", "").attachments is None
    sources.remove(db, "1")
    assert asked_for(db) == []


def test_a_file_that_its_row_does_not_have_any_more_is_no_place(db: Replica) -> None:
    known_files(db, 2)
    upload(db, 1)
    ingest(db, "1", [row(1, text(1, parts=(file(1, origin=ONLY_IN_ICLOUD),)))])
    with db.read() as connection:
        assert places.spots_of(connection, of_file(1).attachment) == []
        assert len(places.spots_of(connection, of_file(2).attachment)) == 1
