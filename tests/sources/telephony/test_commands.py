"""Other programs: what they say, that they are not there, and that they are not waited for without end."""

import sys
import time
from contextlib import suppress

import pytest

from owntexts.sources.telephony.commands import Failed, NotInstalled, answer, whole_answer


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_an_answer_is_what_was_written() -> None:
    assert whole_answer(python("print('hello')"), 100).split() == [b"hello"]


def test_more_than_was_asked_for_is_left() -> None:
    assert whole_answer(python("print('x' * 10_000_000)"), 10) == b"x" * 10


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(NotInstalled, match="no-such-program is not installed"):
        whole_answer(("no-such-program",), 10)


def test_a_program_that_fails_says_why_itself() -> None:
    with pytest.raises(Failed, match="out of paper"):
        whole_answer(python("import sys; sys.exit('out of paper')"), 10)


def test_a_program_that_complains_at_length_is_heard_in_part_and_never_held_up() -> None:
    with pytest.raises(Failed) as failure:
        whole_answer(python("import sys; sys.stderr.write('no ' * 1_000_000); sys.exit(1)"), 10)
    assert len(str(failure.value)) <= 4_096


def test_one_that_says_nothing_is_ended() -> None:
    with pytest.raises(Failed):
        whole_answer(python("import time; time.sleep(60)"), 10, patience_s=0.3)


def test_it_is_ended_where_nobody_listens_any_more() -> None:
    began = time.monotonic()
    with suppress(ZeroDivisionError), answer(python("import time; print(1, flush=True); time.sleep(600)")) as written:
        assert written.readline().split() == [b"1"]
        raise ZeroDivisionError
    assert time.monotonic() - began < 300
