"""`owntexts status` and `why`, as the command line reads them; without options `main` asks `standing` itself."""

from typing import Annotated

from cyclopts import Parameter

from owntexts.cli import standing
from owntexts.cli.flags import Json

History = Annotated[
    str | None, Parameter(help="What held it in the time until now, such as 24h or 7d, and what ended each pause.")
]


def status(*, json: Json = False) -> None:
    """How it stands.

    For example:
        owntexts status
    """
    standing.tell_status(json=json)


def why(*, history: History = None, json: Json = False) -> None:
    """Why it is paused, or why not: every reason with what was measured, and what ends it.

    For example:
        owntexts why
        owntexts why --history 7d
    """
    if history is not None:
        from owntexts.cli import past  # noqa: PLC0415 - the present does without it

        past.show_history(history, json=json)
        return
    standing.tell_why(json=json)
