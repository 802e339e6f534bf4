"""What `content query` prints, where texts look like rows and rows like texts."""

import pytest

from owntexts.sources.adb.printed import columns_of, rows

COLUMNS = ("_id", "date", "body")


def of(printed: str, ids: tuple[int, ...] | None = None) -> list[dict[str, str] | None]:
    return list(rows(printed.encode().splitlines(keepends=True), COLUMNS, ids))


def test_rows_have_their_columns_and_null_is_none() -> None:
    assert of("Row: 0 _id=1, date=5, body=hi\nRow: 1 _id=2, date=NULL, body=NULL\n") == [
        {"_id": "1", "date": "5", "body": "hi"},
        {"_id": "2"},
    ]


@pytest.mark.parametrize(
    "body",
    ["a\nb", "a, date=7, body=x", "\n\nRow: 9 _id=1, date=2, body=no", "Row: 1 of 2", "a = b, c", " spaces ", "é😀"],
)
def test_a_text_may_hold_anything(body: str) -> None:
    printed = f"Row: 0 _id=1, date=5, body={body}\nRow: 1 _id=2, date=6, body=second\n"
    assert [row and row.get("body") for row in of(printed)] == [body, "second"]
    assert [row and row.get("body") for row in of(printed, (1, 2))] == [body, "second"]


def test_the_ids_tell_a_row_from_a_text_that_looks_like_the_next_one() -> None:
    forged = "x\nRow: 1 _id=99, date=1, body=forged"
    printed = f"Row: 0 _id=1, date=5, body={forged}\nRow: 1 _id=2, date=6, body=second\n"
    assert [row and row.get("body") for row in of(printed, (1, 2))] == [forged, "second"]


def test_behind_the_last_id_all_is_text() -> None:
    printed = "Row: 0 _id=1, date=5, body=a\n\nRow: 1 _id=2, date=1, body=b\n"
    assert of(printed, (1,)) == [{"_id": "1", "date": "5", "body": "a\n\nRow: 1 _id=2, date=1, body=b"}]


def test_a_row_with_other_columns_is_none() -> None:
    assert of("Row: 0 _id=1, when=5, body=hi\nRow: 1 _id=2, date=6, body=x\n") == [
        None,
        {"_id": "2", "date": "6", "body": "x"},
    ]


def test_a_text_in_the_middle_ends_at_the_last_columns_that_fit() -> None:
    names = columns_of(b"Row: 0 _id=2, address=+1, date=5, body=a, sub_id=1, sub_id=2, creator=NULL")
    assert names == ["_id", "address", "date", "body", "sub_id", "creator"]
    (row,) = rows([b"Row: 0 _id=2, address=+1, date=5, body=a, sub_id=1, sub_id=2, creator=NULL\n"], names)
    assert row == {"_id": "2", "address": "+1", "date": "5", "body": "a, sub_id=1", "sub_id": "2"}


def test_nothing_is_nothing() -> None:
    assert of("") == []
