"""Questions, which are asked on a terminal only."""

import sys

from owntexts.errors import NeedsPerson
from owntexts.explain import Fix


def can_ask() -> bool:
    """Whether a person sits at the other end."""
    return sys.stdin is not None and sys.stdin.isatty()


def confirm(question: str, *, yes: bool) -> None:
    """Goes on when the person agrees (or --yes did); raises NeedsPerson when nobody agrees."""
    if yes:
        return
    agreed = can_ask() and _answer(question) in {"y", "yes"}
    if not agreed:
        raise NeedsPerson(
            f"{question} Nobody said yes, so nothing was done",
            "This needs a person's yes.",
            fixes=(Fix("say_yes", "Give the command again with --yes", "person"),),
        )


def _answer(question: str) -> str:
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower()
