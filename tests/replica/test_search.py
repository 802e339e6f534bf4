"""Words, prefixes, phrases, in scripts with spaces and without."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.replica.making import ADA, BEN, START, a_source, id_of, people, row, text, thread_of

from owntexts.model.records import BALLOON, OUT, Attachment, Event, Part
from owntexts.replica import search as searching
from owntexts.replica import snippets
from owntexts.replica.database import Replica
from owntexts.replica.directory import directory
from owntexts.replica.ingest import ingest
from owntexts.replica.search import find, search
from owntexts.replica.search_filters import ME, Filters
from owntexts.replica.search_query import Term

TEXTS = (
    "Shall we meet at the café tomorrow?",
    "Tomorrow is fine, see you there",
    "東京タワーで会いましょう",
    "我们明天在北京见面吧",
    "พรุ่งนี้เจอกันที่สถานี",
    "내일 서울역에서 만나요",
    "Running late, 10 minutes 🎉🎂",
    'He said "maybe" -- AND then NOT',
    "",
)


@pytest.fixture
def kept(db: Replica) -> Replica:
    ingest(db, a_source(db), [people(), *(row(place, text(place, words)) for place, words in enumerate(TEXTS))])
    return db


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tomorrow", [1, 0]),
        ("TOMORROW", [1, 0]),
        ("cafe", [0]),
        ("café", [0]),
        ("tomor", []),
        ("tomor*", [1, 0]),
        ("meet tomorrow", [0]),
        ('"see you"', [1]),
        ('"you see"', []),
        ('"see yo"*', [1]),
        ("東京", [2]),
        ("京タ", [2]),
        ("京東", []),
        ("北京", [3]),
        ("北*", [3]),
        ("明天 北京", [3]),
        ("สถานี", [4]),
        ("서울", [5]),
        ("10", [6]),
        ("🎂", [6]),
        ("late 🎉", [6]),
        ("maybe AND", [7]),
        ("NOT", [7]),
        ('"maybe', [7]),
        ("fine,see", [1]),
        ("nothing*here", []),
    ],
)
def test_what_is_found_by_what(kept: Replica, query: str, found: list[int]) -> None:
    assert [hit.message.text for hit in search(kept, query)] == [TEXTS[place] for place in found]


@pytest.mark.parametrize("query", ["", "   ", '"', '""', "*", "-", "( ) ^ : + *", "\0", "' OR 1 --"])
def test_what_has_no_words_finds_nothing_and_fails_never(kept: Replica, query: str) -> None:
    assert search(kept, query) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_no_query_is_a_syntax_error(kept: Replica, query: str) -> None:
    search(kept, query)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(categories=["L", "N", "So"]), min_size=1, max_size=12))
def test_no_word_of_any_script_is_a_syntax_error(kept: Replica, query: str) -> None:
    search(kept, query + "*")


def test_files_summaries_and_titles_are_found(db: Replica) -> None:
    photo = Attachment(id=b"a" * 16, name="sunset beach.heic", transcript="listen to the waves")
    said = [
        row(1, text(1, parts=(Part(kind=1, attachment=photo),))),
        row(2, text(2, parts=(Part(kind=BALLOON, summary="Apple Pay: requested 20"),), subject="Groceries")),
        row(3, text(3, kind=1, parts=None, event=Event(action="renamed", title="Hiking club"))),
    ]
    ingest(db, a_source(db), [people(), *said])
    for query, number in (("sunset", 1), ("waves", 1), ("requested", 2), ("groceries", 2), ("hiking", 3)):
        (hit,) = search(db, query)
        assert hit.message.id == id_of(text(number)).hex()
        assert query in hit.snippet.lower()


def test_a_deleted_message_is_not_found(db: Replica) -> None:
    ingest(db, a_source(db), [people(), row(1, text(1, "gone", deleted_at=START))])
    assert search(db, "gone") == []


def test_the_snippet_shows_the_word_in_its_place(db: Replica) -> None:
    long = "filler " * 60 + "the Nädel in it " + "more " * 60
    ingest(db, a_source(db), [people(), row(1, text(1, long))])
    (hit,) = search(db, "nadel")
    assert "Nädel" in hit.snippet
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")
    assert len(hit.snippet) < 130


@pytest.mark.parametrize(("few", "many"), [(1_000, 50_000), (3, 50_000), (3, 10)])
def test_the_newest_come_first_however_many_match(
    db: Replica, monkeypatch: pytest.MonkeyPatch, few: int, many: int
) -> None:
    monkeypatch.setattr(searching, "FEW", few)
    monkeypatch.setattr(searching, "MANY", many)
    monkeypatch.setattr(searching, "BLOCK", 4)
    order = [7, 3, 9, 1, 8, 2, 20, 15, 12, 4, 30, 22, 17, 5]
    ingest(db, a_source(db), [people(), *(row(place, text(at, "same words")) for place, at in enumerate(order))])
    undated = text(99, "same words", at=None)
    ingest(db, "1", [row(99, undated)])
    times = [hit.message.at for hit in search(db, "same", 5)]
    assert times == sorted(times, key=str, reverse=True)
    assert times == [hit.message.at for hit in search(db, "same words")][:5]
    assert len(search(db, "same")) == 15
    assert search(db, "same", 0) == []


def numbered(hits: list[searching.Hit]) -> list[int]:
    return [int((hit.message.text or "").split()[-1]) for hit in hits]


@pytest.mark.parametrize("few", [1_000, 2])
def test_words_are_narrowed_by_time_conversation_sender_and_service(
    db: Replica, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(searching, "FEW", few)
    to_ben = (thread_of(BEN),)
    said = [text(number, f"same words {number}") for number in range(1, 6)]
    said += [text(number, f"same words {number}", threads=to_ben, sender=BEN, service="RCS") for number in (6, 7)]
    said += [
        text(8, "same words 8", threads=to_ben, direction=OUT),
        text(9, "other 9"),
        text(10, "same words 10", at=None),
    ]
    ingest(db, a_source(db), [people(ADA, BEN), *(row(place, one) for place, one in enumerate(said))])
    hour, ben = 3_600_000, frozenset({directory(db).one(thread_of(BEN)).numbers[0]})
    for filters, told in (
        (Filters(since=START + 4 * hour, until=START + 7 * hour), [6, 5, 4]),
        (Filters(since=START + 6 * hour), [8, 7, 6, 10]),
        (Filters(threads=ben), [8, 7, 6]),
        (Filters(senders=frozenset({BEN}), theirs=ben), [7, 6]),
        (Filters(senders=frozenset({ME})), [8]),
        (Filters(services=frozenset({"rcs"})), [7, 6]),
        (Filters(unread_since=dict.fromkeys(ben, START + 6 * hour)), [7]),
        (Filters(threads=frozenset()), []),
        (Filters(has=frozenset({"photo"})), []),
    ):
        assert numbered(find(db, [Term("words", False)], filters)) == told
        assert numbered(find(db, [Term("words", False)], filters, 2)) == told[:2]
    assert numbered(find(db, [], Filters(since=START + 8 * hour))) == [9, 8, 10]
    assert numbered(find(db, [], Filters(threads=ben, senders=frozenset({ME, BEN})), 2)) == [8, 7]


def test_links_are_found_wherever_they_stand(db: Replica) -> None:
    said = [
        row(1, text(1, "see https://a.example 1")),
        row(2, text(2, "no link 2")),
        row(3, text(3, "www.b.example 3")),
    ]
    ingest(db, a_source(db), [people(), *said])
    assert numbered(find(db, [], Filters(link=True))) == [3, 1]
    assert numbered(find(db, [Term("see", False)], Filters(link=True))) == [1]


@pytest.mark.parametrize(
    ("line", "words", "told"),
    [
        ("Plum cake, plums", ["plum"], [("Plum", True), (" cake, ", False), ("plum", True), ("s", False)]),
        ("a café", ["cafe"], [("a ", False), ("café", True)]),
        ("explum", ["plum"], [("explum", False)]),
        ("東京タワー", ["京"], [("東", False), ("京", True), ("タワー", False)]),
        ("", ["a"], []),
        ("a", [], [("a", False)]),
    ],
)
def test_words_are_marked_where_they_begin(line: str, words: list[str], told: list[tuple[str, bool]]) -> None:
    assert snippets.marked(line, [Term(word, False) for word in words]) == told
