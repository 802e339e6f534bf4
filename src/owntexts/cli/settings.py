"""`owntexts settings`: what the person chose."""

from typing import Annotated

from cyclopts import App, Parameter

from owntexts.agent import settings
from owntexts.agent.home import open_home
from owntexts.agent.limits import Setting
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import show
from owntexts.cli.progress import bar
from owntexts.errors import WrongUsage
from owntexts.explain import Fix

app = App(name="settings")

NOTHING = '""'
_LIST = Fix("list", "List all settings", "action", command="owntexts settings list")

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
        owntexts settings get texts.min_battery
    """
    with open_home() as home:
        setting = settings.get(home, key)
    show(setting, lambda: _value(setting), json=json)


@app.command(name="set")
def set_(key: Key, value: str, /, *more: str, json: Json = False) -> None:
    """Change a setting of this device; region, timezone and own_numbers change on all of your devices.

    For example:
        owntexts settings set preset careful
        owntexts settings set texts.metered allow attachments.metered allow
        owntexts settings set schedule 22:00-07:00
        owntexts settings set own_numbers "+49 151 23456789, me@example.org"

    Parameters
    ----------
    value
        What it is to be.
    more
        Further settings, each with its value.
    """
    words = (key, value, *more)
    if len(words) % 2:
        raise WrongUsage(
            f"{words[-1]} has no value", "Settings are given in pairs: KEY VALUE KEY VALUE.", fixes=(_LIST,)
        )
    with open_home() as home, bar("Sorting messages") as progress:
        pairs = list(zip(words[::2], words[1::2], strict=True))
        changed = settings.change_all(home, pairs, progress=progress)
    show(changed if more else changed[0], lambda: (f"{each.key} is now {_value(each)}" for each in changed), json=json)


@app.command
def reset(key: Key, /, *, json: Json = False) -> None:
    """Take a setting back to what the preset says.

    For example:
        owntexts settings reset attachments.metered
    """
    with open_home() as home, bar("Sorting messages") as progress:
        setting = settings.reset(home, key, progress=progress)
    show(setting, lambda: f"{setting.key} is now {_value(setting)}", json=json)


def _row(setting: Setting) -> tuple[object, ...]:
    return setting.key, _value(setting), setting.origin, setting.explanation


def _value(setting: Setting) -> str:
    return "unknown" if setting.value is None else setting.value or NOTHING
