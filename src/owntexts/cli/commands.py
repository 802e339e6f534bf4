"""All commands of `owntexts`; each is imported only when it is called."""

from cyclopts import App, CycloptsError, Group, Parameter

from owntexts import __version__
from owntexts.cli.help import WrappedHelp
from owntexts.errors import WrongUsage
from owntexts.explain import Fix


def _default(value: object) -> str | None:
    """What stands for a default in help; that a flag is off by default goes without saying."""
    return None if value is False or value is None else str(value)


app = App(
    name="owntexts",
    help="""Messages in your own cloud: every text backed up, the same on all of your devices, end-to-end encrypted.

Begin with:
    owntexts source add ~/Library/Messages/chat.db
    owntexts import
    owntexts conversations

Every command takes --json and shows an example with --help. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 held by a
condition, 4 needs you, 5 differences found. OWNTEXTS_HOME picks the device.""",
    help_format="plaintext",
    help_formatter=WrappedHelp(),
    default_parameter=Parameter(negative="", show_default=_default),
    version=__version__,
    version_flags=["--version"],
)

SUMMARIES = {
    "agent": "The program that syncs in the background.",
    "account": "Create, join, show or leave an account.",
    "attachment": "Write an attachment to a file, or show it.",
    "contacts": "Who is who: list, suggestions, same, apart.",
    "export": "Write messages to files that other programs read.",
    "hub": "Run a hub and manage it.",
    "iphone": "An iPhone without a Mac: back it up here.",
    "network": "The way to the hub.",
    "settings": "List, get, set or reset settings.",
    "source": "Where messages come from: add, find, list, set, remove.",
}
"""What a group of commands is for; a single command's own page begins with its summary."""

COMMANDS = {
    "Messages": {
        "source": "source:app",
        "import": "messages:import_",
        "iphone": "iphone:app",
        "conversations": "messages:conversations",
        "messages": "messages:messages",
        "search": "messages:search",
        "pin": "conversation:pin",
        "mute": "conversation:mute",
        "name": "conversation:name",
        "read": "conversation:read",
        "attachment": "attachment:app",
        "delete": "deleting:delete",
        "deleted": "deleting:deleted",
        "recover": "deleting:recover",
        "purge": "deleting:purge",
        "contacts": "contacts:app",
        "duplicates": "duplicates:app",
        "export": "export:app",
        "verify": "verify:verify",
    },
    "Account and hub": {
        "account": "account:app",
        "hub": "hub:hub_app",
    },
    "Sync": {
        "sync": "sync:app",
        "storage": "storage:app",
        "status": "state:status",
        "why": "state:why",
        "fix": "fix:fix",
        "pause": "pause:pause",
        "resume": "pause:resume",
        "refresh": "refresh:refresh",
        "network": "network:app",
        "update": "update:update",
        "agent": "agent:app",
        "up": "up:up",
    },
    "Settings": {
        "settings": "settings:app",
    },
}

for place, (title, commands) in enumerate(COMMANDS.items()):
    group = Group(title, sort_key=place)
    for name, path in commands.items():
        app.command(f"owntexts.cli.{path}", name=name, help=SUMMARIES.get(name), group=group)


def call(words: list[str]) -> object:
    """Calls the command that these words ask for; gives its answer. Raises WrongUsage, and what the command raises."""
    try:
        if _asks_for_the_list(words):
            _import_single_commands()
        return app(words, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as wrong:
        raise _wrong_usage(wrong) from wrong


def _asks_for_the_list(words: list[str]) -> bool:
    return not words or words[0] in app.help_flags


def _import_single_commands() -> None:
    """The list tells of each single command what its own page tells first."""
    for name in app:
        if name not in SUMMARIES:
            app[name]


def _wrong_usage(wrong: CycloptsError) -> WrongUsage:
    command = " ".join(["owntexts", *(wrong.command_chain or ()), "--help"])
    return WrongUsage(
        str(wrong).strip(),
        "The command line could not be understood, so nothing was done.",
        fixes=(Fix("read_help", "Read how it is used", "action", command=command),),
    )
