"""`owntexts`: one command line, whose commands are imported only when they are called."""

import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError, Group

from owntexts import __version__
from owntexts.cli.output import complain, quiet_pipe, unexpected
from owntexts.errors import OwntextsError, WrongUsage
from owntexts.explain import Fix

INTERRUPTED = 130

app = App(
    name="owntexts",
    help="""Messages in your own cloud: every text backed up, the same on all your devices, end-to-end encrypted.

Begin with:
    owntexts source add ~/Library/Messages/chat.db
    owntexts import
    owntexts conversations

Every command takes --json and shows an example with --help.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 held by a condition, 4 needs you, 5 differences found.
OWNTEXTS_HOME picks the device.""",
    help_format="plaintext",
    help_formatter="plain",
    version=__version__,
    version_flags=["--version"],
)

COMMANDS = {
    "Messages": {
        "source": ("source:app", "Where messages come from: add, list, set, remove."),
        "import": ("messages:import_", "Read what is new in the sources."),
        "conversations": ("messages:conversations", "List the conversations, newest first."),
        "messages": ("messages:messages", "Show the messages of a conversation."),
        "search": ("messages:search", "Find messages by words, the beginnings of words, and phrases."),
        "export": ("export:app", "Write messages to files that other programs read."),
        "verify": ("verify:verify", "Check this device's copy against itself and its log."),
    },
    "Sync": {
        "sync": ("sync:sync", "Send and fetch changes now."),
        "status": ("state:status", "How it stands, in one line and its findings."),
        "why": ("state:why", "Why it is paused, with evidence, and what ends the pause."),
    },
    "Settings": {
        "settings": ("settings:app", "List, get, set or reset settings."),
    },
}

for place, (title, commands) in enumerate(COMMANDS.items()):
    group = Group(title, sort_key=place)
    for name, (path, summary) in commands.items():
        app.command(f"owntexts.cli.{path}", name=name, help=summary, group=group)


def run(argv: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code; nothing but a bug in the interpreter escapes as a traceback."""
    words = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in words
    try:
        answer = app(words, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
    except CycloptsError as wrong:
        return complain(_wrong_usage(wrong), json=as_json)
    except OwntextsError as error:
        return complain(error, json=as_json)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return quiet_pipe()
    except Exception as bug:  # noqa: BLE001 - a person gets an explanation, never a traceback
        return complain(unexpected(bug), json=as_json)
    return answer if isinstance(answer, int) else 0


def _wrong_usage(wrong: CycloptsError) -> WrongUsage:
    command = " ".join(["owntexts", *(wrong.command_chain or ()), "--help"])
    return WrongUsage(
        str(wrong).strip(),
        "The command line could not be understood, so nothing was done.",
        fixes=(Fix("read_help", "Read how it is used", "action", command=command),),
    )
