"""`owntexts settings`: what the person chose."""

from typing import Annotated

from cyclopts import App, Parameter

from owntexts.agent import settings
from owntexts.agent.home import open_home
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import show
from owntexts.cli.progress import bar

app = App(name="settings")

Key = Annotated[str, Parameter(help="The name of the setting, as `owntexts settings list` shows it.")]


@app.command(name="list")
def listed(*, json: Json = False) -> None:
    """List all settings with their values and what each one means.

    For example:
        owntexts settings list
    """
    with open_home() as home:
        rows = settings.listed(home)
    show(rows, lambda: words.columns(("key", "value", "from", "explanation"), map(_row, rows)), json=json)


@app.command
def get(key: Key, /, *, json: Json = False) -> None:
    """Show one setting.

    For example:
        owntexts settings get region
    """
    with open_home() as home:
        setting = settings.get(home, key)
    show(setting, lambda: _value(setting), json=json)


@app.command(name="set")
def set_(key: Key, value: str, /, *, json: Json = False) -> None:
    """Change a setting. Synced settings change on all of your devices.

    For example:
        owntexts settings set region DE
        owntexts settings set timezone Europe/Berlin
        owntexts settings set own_numbers "+49 151 23456789, me@example.org"
    """
    with open_home() as home, bar("Sorting messages") as progress:
        setting = settings.change(home, key, value, progress=progress)
    show(setting, lambda: f"{setting.key} is now {_value(setting)}", json=json)


@app.command
def reset(key: Key, /, *, json: Json = False) -> None:
    """Take a setting back to its default.

    For example:
        owntexts settings reset region
    """
    with open_home() as home, bar("Sorting messages") as progress:
        setting = settings.reset(home, key, progress=progress)
    show(setting, lambda: f"{setting.key} is now {_value(setting)}", json=json)


def _row(setting: settings.Setting) -> tuple[object, ...]:
    return setting.key, _value(setting), setting.origin, setting.explanation


def _value(setting: settings.Setting) -> str:
    return "unknown" if setting.value is None else setting.value
