"""`owntexts`: one command line. The commonest questions are answered without the machinery that reads the others."""

import sys
from collections.abc import Sequence
from typing import Final

INTERRUPTED: Final = 130
BARE: Final[tuple[list[str], ...]] = ([], ["--json"])


def run(argv: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code; nothing but a bug in the interpreter escapes as a traceback."""
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(words: list[str]) -> int:
    """What is imported is imported here, so that an interruption finds somebody who knows what to do."""
    from owntexts.cli import streams  # noqa: PLC0415 - see above
    from owntexts.cli.output import complain, flush, unexpected  # noqa: PLC0415 - see above
    from owntexts.errors import OwntextsError  # noqa: PLC0415 - see above

    as_json = "--json" in words
    streams.complete()
    try:
        answer = _answer(words)
        flush()
    except OwntextsError as error:
        return complain(error, json=as_json)
    except BrokenPipeError:
        streams.give_up_stdout()
        return 0
    except Exception as bug:  # noqa: BLE001 - a person gets an explanation, never a traceback
        return complain(unexpected(bug), json=as_json)
    return answer if isinstance(answer, int) else 0


def _answer(words: list[str]) -> object:
    """A tenth of a second goes into reading a command line, so what has nothing to read is asked directly."""
    if words[:1] in (["status"], ["why"]) and words[1:] in BARE:
        from owntexts.cli import standing  # noqa: PLC0415 - only what is asked for is imported

        tell = standing.tell_status if words[0] == "status" else standing.tell_why
        return tell(json=len(words) > 1)
    from owntexts.cli import commands  # noqa: PLC0415 - see above

    return commands.call(words)
