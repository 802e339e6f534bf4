"""Write docs/cli.md: the rules, and every command's own help page."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

from cyclopts import App

from owntexts.agent.settings import DEFINITIONS
from owntexts.cli.commands import app
from owntexts.cli.main import run
from owntexts.conditions.settings import SETTINGS

DOC = Path(__file__).resolve().parents[1] / "docs" / "cli.md"

VARIABLES = {
    "OWNTEXTS_HOME": "the folder of the device (else the usual place for a program's data)",
    "OWNTEXTS_KEY_STORE": "`keyring` or `file`: where this device's key is kept; it is moved there if need be",
    "OWNTEXTS_PASSWORD": "the account's password",
    "OWNTEXTS_NEW_PASSWORD": "the new one, for `account password`",
    "OWNTEXTS_RECOVERY_KEY": "the recovery key, for `account join --recovery-key`",
    "OWNTEXTS_SOURCE_PASSWORD": "the password of a source that has one",
    "OWNTEXTS_INVITE": "an invite or a new hub's setup code, for `account create`",
    "OWNTEXTS_TRACEBACK": "anything: a fault of Owntexts prints where it happened",
    "NO_COLOR": "anything: no colours and no progress bars",
}

RULES = """\
# The command line

<!-- written by scripts/command_line.py: change the help of the commands, then `make docs` -->

- `--json` prints one JSON document on stdout and nothing else; progress, warnings and prompts go to stderr. A failure
  prints `{"error": FINDING}`.
- Exit codes: 0 done · 1 failed · 2 wrong usage · 3 held by a condition · 4 needs you and nobody can be asked ·
  5 a check found differences · 130 interrupted.
- Nothing prompts where stdin is not a terminal: the command ends with 4 and names the variable or flag that answers.
- Every command works while an agent runs on the same home.
- Times are RFC 3339 in UTC with milliseconds. An unknown value is null, never left out. Lists are complete unless
  `--limit` says otherwise.
"""


def page() -> str:
    """The whole page, with help pages as wide as they get."""
    os.environ["COLUMNS"] = "100"
    return "\n".join((RULES, _variables(), _settings(), "## Commands\n", *_commands())).rstrip() + "\n"


def _variables() -> str:
    rows = "\n".join(f"| {name} | {meaning} |" for name, meaning in VARIABLES.items())
    return f"""\
## Variables

Secrets never stand on the command line. Each variable that is a secret is also read from a file: NAME_FILE is the path
of one whose first line is the secret (`-` is stdin).

| variable | what it says |
|---|---|
{rows}
"""


def _settings() -> str:
    limits = "\n".join(
        f"| {key} | {each.form.values} | {_said(each.careful)} | {_said(each.balanced)} | {_said(each.always)} | "
        f"{each.explanation} |"
        for key, each in SETTINGS.items()
    )
    account = "\n".join(f"| {key} | `{each.example}` | {each.explanation} |" for key, each in DEFINITIONS.items())
    return f"""\
## Settings

This device's own; a preset says what you did not set yourself. [What they hold, and when](conditions.md).

| setting | values | careful | balanced | always | what it means |
|---|---|---|---|---|---|
{limits}

The account's, on all of its devices:

| setting | for example | what it means |
|---|---|---|
{account}
"""


def _said(value: str) -> str:
    return value or '""'


def _commands() -> Iterator[str]:
    for words in commands(app):
        yield f"### owntexts {' '.join(words)}\n\n```\n{_help(words)}\n```\n"


def commands(within: App, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command that does something, in the order of the alphabet."""
    for name in sorted(name for name in within if not name.startswith("-")):
        if within[name].default_command is not None:
            yield (*path, name)
        yield from commands(within[name], (*path, name))


def _help(words: tuple[str, ...]) -> str:
    with redirect_stdout(io.StringIO()) as said:
        run([*words, "--help"])
    return said.getvalue().strip()


if __name__ == "__main__":
    DOC.write_text(page(), "utf-8")
    sys.stdout.write(f"{DOC.name} is up to date\n")
