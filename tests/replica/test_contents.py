"""What is known of the bytes of files: how it is sent, which blobs are referred to, and what an older version kept."""

import msgspec
from tests.replica.conftest import KEY
from tests.replica.making import (
    START,
    a_page,
    a_reference,
    a_source,
    file,
    id_of,
    of_file,
    people,
    picture_of,
    row,
    rows,
    text,
)

from owntexts.model.codec import Unknown, decode_records, encode
from owntexts.model.contents import PieceList
from owntexts.model.observations import Located, Row
from owntexts.model.records import Content, Grave, Reaction, Reference, Sighting
from owntexts.replica import (
    attachments,
    blobs,
    contents,
    kinds,
    outbox,
    pending,
    places,
    records,
    state,
    uploads,
    verify,
    zone,
)
from owntexts.replica.apply import apply, retry
from owntexts.replica.database import Replica, open_replica
from owntexts.replica.ingest import ingest
from owntexts.replica.messages import message
from owntexts.replica.pending import LIVE, WITHOUT_BYTES
from owntexts.replica.places import Found, Place
from owntexts.replica.uploads import Uploaded
from owntexts.wire.batch import MOST_NEEDS

SOURCE = 1


def known_files(db: Replica, count: int = 1) -> None:
    """As many messages as told, each with the file of its number, which lies at 'file N'."""
    named = [(number, text(number, parts=(file(number),))) for number in range(1, count + 1)]
    ingest(db, a_source(db), [people(), *(at_place(number, sighting) for number, sighting in named)])


def at_place(number: int, sighting: Sighting, place: str | None = None) -> Row:
    located = Located(of_file(number).attachment, place or f"file {number}")
    return msgspec.structs.replace(row(number, sighting), files=(located,))


def upload(db: Replica, number: int, pieces: int = 1, *, listed: bool = False) -> Uploaded:
    found = of_file(number, pieces=pieces)
    plaintext = encode(PieceList(found.pieces)) if listed else None
    told = Uploaded(
        Place(SOURCE, f"file {number}", found.size),
        Found(found.content, found.size),
        (a_reference(plaintext),) if plaintext else found.pieces,
        plaintext,
    )
    uploads.tell(db, [told], START)
    return told


def sealed_batches(db: Replica) -> list[tuple[list[object], tuple[bytes, ...]]]:
    """Everything that is pending, batch by batch, with the blobs that each needs."""
    needed: list[tuple[bytes, ...]] = []

    def seal(_counter: int, _previous: bytes, plaintext: bytes, needs: tuple[bytes, ...]) -> bytes:
        needed.append(needs)
        return plaintext

    batches = []
    while sealed := outbox.fill(db, seal):
        batches.append((list(decode_records(sealed.data)), needed[-1]))
        outbox.confirm(db, sealed.counter, sealed.counter)
    return batches


def test_a_batch_needs_the_blobs_that_its_contents_refer_to_and_names_the_messages_first(db: Replica) -> None:
    known_files(db)
    told = upload(db, 1, pieces=3)
    ((said, needs),) = sealed_batches(db)
    assert set(needs) == {piece.blob for piece in told.pieces}
    assert isinstance(said[-1], Content)
    assert any(isinstance(one, Sighting) for one in said[:-1])


def test_no_header_names_more_blobs_than_it_holds(db: Replica) -> None:
    known_files(db, 40)
    for number in range(1, 41):
        upload(db, number, pieces=16)
    batches = sealed_batches(db)
    assert len(batches) > 2
    assert all(len(needs) <= MOST_NEEDS for _, needs in batches)
    sent = [one for said, _ in batches for one in said if isinstance(one, Content)]
    assert len(sent) == 40
    for said, needs in batches:
        referred = {piece.blob for one in said if isinstance(one, Content) for piece in one.pieces}
        assert referred == set(needs)


def test_of_a_listed_content_the_list_and_what_fits_is_needed_and_all_is_kept_once_more_afterwards(db: Replica) -> None:
    known_files(db)
    told = upload(db, 1, pieces=300, listed=True)
    ((said, needs),) = sealed_batches(db)
    assert len(needs) == MOST_NEEDS
    assert needs[0] == told.pieces[0].blob
    assert isinstance(said[-1], Content)
    assert said[-1].pieces == told.pieces
    (due,) = outbox.to_keep_again(db)
    with db.read() as connection:
        assert len(blobs.blobs_of(connection, due)) == 301
    outbox.kept_again(db, due)
    assert outbox.to_keep_again(db) == []


def test_messages_wait_for_no_bytes_and_bytes_for_all_messages(db: Replica) -> None:
    """However urgent a content is, it never overtakes a message, which may be the one that names its file."""
    known_files(db)
    ingest(db, "1", rows(6_000, 100))
    upload(db, 1)
    batches = sealed_batches(db)
    assert len(batches) > 1
    assert [any(isinstance(one, Content) for one in said) for said, _ in batches] == [False] * (len(batches) - 1) + [
        True
    ]


def test_what_the_hub_refused_for_missing_blobs_is_cut_anew_without_them(db: Replica) -> None:
    known_files(db, 2)
    gone, there = upload(db, 1), upload(db, 2)
    sealed = outbox.fill(db, lambda *_: b"sealed")
    assert sealed
    outbox.take_back(db, sealed.counter, [gone.pieces[0].blob])
    ((said, needs),) = sealed_batches(db)
    assert needs == (there.pieces[0].blob,)
    assert sum(isinstance(one, Sighting) for one in said) == 2
    assert pending.count(db) == pending.too_large(db) == 0
    with db.read() as connection:
        assert connection.execute("select count(*) from record where pending = ?", (WITHOUT_BYTES,)).get == 1


def test_a_list_is_known_once_it_is_opened(db: Replica) -> None:
    pieces = of_file(1, pieces=20).pieces
    plaintext = encode(PieceList(pieces))
    listed = msgspec.structs.replace(of_file(1), pieces=(a_reference(plaintext),), listed=True)
    apply(db, a_page(text(1, parts=(file(1),)), listed))
    with db.read() as connection:
        assert blobs.unknown_lists(connection) == [listed.pieces[0]]
        assert blobs.pieces_of(connection, listed) is None
    with db.write() as connection:
        contents.learn_list(connection, listed.pieces[0], plaintext)
    with db.read() as connection:
        assert blobs.unknown_lists(connection) == []
        assert blobs.pieces_of(connection, listed) == pieces
        assert all(blobs.is_referred_to(connection, piece.blob) for piece in pieces)
    assert verify.verify(db) == []


def test_a_content_that_says_nothing_sensible_harms_nothing(db: Replica) -> None:
    nonsense = msgspec.structs.replace(of_file(1), pieces=(), listed=True)
    far = msgspec.structs.replace(of_file(2), pieces=(Reference(-5, b"b" * 16, b"c" * 32, 1 << 62),), size=-1)
    apply(db, a_page(text(1, parts=(file(1), file(2))), nonsense, far))
    with db.read() as connection:
        assert blobs.unknown_lists(connection) == []
        assert blobs.pieces_of(connection, nonsense) == ()
    assert verify.verify(db) == []


def test_the_message_shows_what_its_file_is_by_content(db: Replica) -> None:
    known_files(db)
    assert message(db, id_of(text(1, parts=(file(1),)))).parts[0].attachment.content is None  # type: ignore[union-attr]
    upload(db, 1)
    shown = message(db, id_of(text(1, parts=(file(1),)))).parts[0].attachment
    assert shown
    assert shown.content == of_file(1).content.hex()


def test_bytes_that_come_for_a_purged_message_are_not_kept_and_not_while_it_cannot_be_told(db: Replica) -> None:
    apply(db, a_page(of_file(1), token=1))
    with db.read() as connection:
        assert contents.everything(connection) == set()
        assert connection.execute("select blob from unneeded").fetchall() == [(of_file(1).pieces[0].blob,)]
    unreadable = msgspec.structs.replace(a_page(of_file(2), token=2).items[0], records=None, set_aside=b"?", reason="?")
    apply(db, msgspec.structs.replace(a_page(of_file(2), token=2), items=(unreadable,)))
    apply(db, a_page(of_file(2), of_file(3), token=3))
    with db.read() as connection:
        assert len(contents.everything(connection)) == 2
    retry(db, 2, [text(2, parts=(file(2),))])
    with db.read() as connection:
        assert {attachment for attachment, *_ in contents.everything(connection)} == {of_file(2).attachment}


def test_what_an_older_version_could_not_read_is_read_when_this_one_opens_it(db: Replica) -> None:
    known_files(db, 2)
    said = [of_file(1), picture_of(1), of_file(2)]
    with db.write() as connection:
        records.merge(connection, [Unknown(8, encode(one)) for one in said[:2]])
        records.absorb(connection, [Unknown(8, encode(said[2])), Unknown(77, encode([77, "later"]))], LIVE)
        connection.execute("update state set value = 7 where key = 'known_kinds'")
        connection.execute("delete from state where key = 'files_version'")
        connection.execute("delete from attachment")
    db.close()
    with open_replica(db.path, KEY) as again, again.read() as connection:
        kept = connection.execute("select kind, pending from record where kind in (0, 8, 9) order by kind, pending")
        assert kept.fetchall() == [(0, 2), (8, 0), (8, 2), (9, 0)]
        assert attachments.held(connection, {of_file(1).attachment}) == {of_file(1).attachment}
        assert {one for one, *_ in contents.everything(connection)} == {of_file(1).attachment, of_file(2).attachment}


def test_a_sticker_on_a_message_is_a_file_too(db: Replica) -> None:
    sticker = file(7).attachment
    placed = Reaction(target=id_of(text(1)), part=0, sender=None, kind="sticker", emoji=None, at=5, attachment=sticker)
    ingest(db, a_source(db), [people(), row(1, text(1)), row(2, placed)])
    with db.read() as connection:
        assert attachments.held(connection, {of_file(7).attachment})
    assert verify.verify(db) == []
    apply(db, a_page(Grave(id=id_of(text(1)), digest=b"")))
    with db.read() as connection:
        assert not attachments.held(connection, {of_file(7).attachment})


def test_leaving_the_account_forgets_its_blobs_and_keeps_what_the_cache_has_as_a_place_to_send_from(
    db: Replica,
) -> None:
    known_files(db, 2)
    upload(db, 1)
    upload(db, 2)
    with db.write() as connection:
        connection.execute("insert into cached values (?, 1, 1000, 0)", (of_file(2).content,))
    zone.forget_account(db)
    with db.read() as connection:
        assert contents.everything(connection) == set()
        assert connection.execute("select count(*) from record where kind = ?", (kinds.CONTENT,)).get == 0
        spots = places.spots_of(connection, of_file(2).attachment)
    assert [(spot.source, spot.content) for spot in spots] == [(0, of_file(2).content), (1, of_file(2).content)]
    assert [place.source for place in places.to_read(db, 0)] == [0, 1, 1]
    assert state.get(db, zone.POSITION) is None
