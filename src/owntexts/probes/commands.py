"""Commands of the system, asked for their output and ended when they take too long."""

import subprocess
from typing import Final

ANSWER_S: Final = 1.0


def output(*argv: str, answer_s: float = ANSWER_S) -> str:
    """What a command prints; nothing where it is not installed. Raises TimeoutExpired once it is ended."""
    try:
        done = subprocess.run(  # noqa: S603 - the commands are written out in these probes, and no shell is asked
            argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=answer_s, check=False
        )
    except FileNotFoundError:
        return ""
    return done.stdout.decode("utf-8", "replace")
