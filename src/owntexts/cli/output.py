"""What a command says: with --json one document on stdout, else words for people; complaints go to stderr."""

import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

import msgspec

from owntexts.cli import streams, words
from owntexts.errors import OwntextsError
from owntexts.explain import Evidence, Fix


def show(answer: object, in_words: Callable[[], str | Iterable[str]], *, json: bool) -> None:
    """Prints the answer: as JSON with exactly its keys, or in the words that `in_words` gives (a text, or lines).

    What an iterator gives is one list, and nothing of it is printed before all of it is there.
    """
    if json:
        _write(_encoded(answer) + b"\n")
        return
    text = in_words()
    lines = [text] if isinstance(text, str) else text
    for line in lines:
        _write(line.encode("utf-8", "replace") + b"\n")


def _encoded(answer: object) -> bytes:
    if isinstance(answer, Iterator):
        return b"[" + b",".join(map(msgspec.json.encode, answer)) + b"]"
    return msgspec.json.encode(answer)


def note(text: str) -> None:
    """A word to the person beside the answer, on stderr."""
    sys.stderr.write(text + "\n")


def complain(error: OwntextsError, *, json: bool) -> int:
    """Tells an error by its finding, on stderr too where stdout does not take it; gives its exit code."""
    if not (json and _took(error)):
        with suppress(OSError):
            note("\n".join(words.of_finding(error.finding, bold=coloured(sys.stderr))))
    return error.exit_code


def coloured(stream: Any) -> bool:
    """Whether a stream is a terminal whose person did not ask for no colour."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def unexpected(bug: Exception) -> OwntextsError:
    """A fault of ours as an error that says where it happened, never with what data."""
    if os.environ.get("OWNTEXTS_TRACEBACK"):
        traceback.print_exception(bug)
    frame = traceback.extract_tb(bug.__traceback__)[-1]
    return OwntextsError(
        "Something went wrong inside Owntexts",
        "This is a fault of Owntexts, not yours. What was being done stopped; nothing half-done was kept.",
        evidence=(
            Evidence("fault", type(bug).__name__),
            Evidence("place", f"{os.path.basename(frame.filename)}:{frame.lineno} in {frame.name}"),  # noqa: PTH119 - a name, not a file
        ),
        fixes=(
            Fix("trace", "Run it again with OWNTEXTS_TRACEBACK=1 and report what it prints", "person"),
            Fix("verify", "Check this device's copy", "action", command="owntexts verify"),
        ),
    )


def flush() -> None:
    """What was said is on its way; raises NotPrinted where stdout does not take it."""
    with streams.printing():
        sys.stdout.flush()


def _took(error: OwntextsError) -> bool:
    """Whether stdout took the error as JSON."""
    if isinstance(error, streams.NotPrinted):
        return False
    try:
        _write(msgspec.json.encode({"error": error.finding}) + b"\n")
        flush()
    except (streams.NotPrinted, BrokenPipeError):
        return False
    return True


def _write(line: bytes) -> None:
    with streams.printing():
        sys.stdout.flush()
        sys.stdout.buffer.write(line)
