import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.cli.sizes import size
from owntexts.errors import WrongUsage
from owntexts.explain.amounts import MOST_BYTES, size_in_words


@pytest.mark.parametrize(
    ("text", "size_bytes"),
    [("0", 0), ("4096", 4096), ("5GiB", 5 << 30), (" 10 mib ", 10 << 20), ("1KB", 1000), ("2TB", 2 * 10**12)],
)
def test_sizes_are_read_as_people_write_them(text: str, size_bytes: int) -> None:
    assert size(text) == size_bytes


@pytest.mark.parametrize("text", ["", "much", "-1", "1.5GiB", "1iB", "10XB", "9" * 19, "999999TiB" * 2, "9999999 TiB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        size(text)
    assert caught.value.finding.fixes


@pytest.mark.parametrize(
    ("size_bytes", "text"), [(0, "0 B"), (1023, "1023 B"), (1 << 20, "1 MiB"), (1536 << 20, "1.5 GiB")]
)
def test_sizes_are_told_size_in_words(size_bytes: int, text: str) -> None:
    assert size_in_words(size_bytes) == text


@given(st.integers(0, MOST_BYTES))
def test_every_size_can_be_told(size_bytes: int) -> None:
    assert size_in_words(size_bytes)[-1] == "B"
