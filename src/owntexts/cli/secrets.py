"""Secrets come from NAME or NAME_FILE of the environment or from a prompt, never from the command line."""

import getpass
import os
import sys
from pathlib import Path

from owntexts.cli.asking import can_ask
from owntexts.errors import NeedsPerson, WrongUsage
from owntexts.explain import Evidence, Fix

PASSWORD = "OWNTEXTS_PASSWORD"  # noqa: S105 - the name of a variable
NEW_PASSWORD = "OWNTEXTS_NEW_PASSWORD"  # noqa: S105 - the name of a variable
RECOVERY_KEY = "OWNTEXTS_RECOVERY_KEY"
SOURCE_PASSWORD = "OWNTEXTS_SOURCE_PASSWORD"  # noqa: S105 - the name of a variable


def secret(name: str, question: str, *, twice: bool = False) -> str:
    """The secret called `name`; `twice` asks again for a new one, so that no slip of the finger locks a door."""
    given = from_environment(name)
    if given is not None:
        return given
    if not can_ask():
        raise _nobody_to_ask(name, question)
    typed = getpass.getpass(f"{question}: ")
    if twice and getpass.getpass(f"{question}, once more: ") != typed:
        raise WrongUsage("The two did not match", "Nothing was changed.", fixes=(_set_variable(name),))
    return typed


def from_environment(name: str) -> str | None:
    """The value of NAME, else the first line of the file that NAME_FILE names ('-' is stdin), else None."""
    if value := os.environ.get(name):
        return value
    place = os.environ.get(f"{name}_FILE")
    return None if not place else _first_line(name, place)


def _first_line(name: str, place: str) -> str:
    if place == "-":
        return sys.stdin.readline().rstrip("\r\n")
    try:
        return (Path(place).read_text("utf-8").splitlines() or [""])[0]
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUsage(
            f"{name}_FILE cannot be read",
            "It names a file whose first line is the secret.",
            evidence=(Evidence("file", place), Evidence("fault", type(error).__name__)),
            fixes=(_set_variable(name),),
        ) from None


def _nobody_to_ask(name: str, question: str) -> NeedsPerson:
    return NeedsPerson(
        f"{question} is needed, and there is no terminal to ask on",
        f"Set {name}, or {name}_FILE to the path of a file that holds it ('-' is stdin).",
        evidence=(Evidence("variable", name),),
        fixes=(_set_variable(name),),
    )


def _set_variable(name: str) -> Fix:
    return Fix("set_variable", f"Set {name}, or {name}_FILE to a file that holds it", "person")
