"""The limits of this device: what its preset says, and what the person set instead."""

from msgspec import Struct

from owntexts.agent.control import notify
from owntexts.agent.deciding import noted
from owntexts.agent.home import Home
from owntexts.conditions.policy import spelled
from owntexts.conditions.settings import DEFAULT, PRESET, SETTINGS
from owntexts.replica import settings as stored


class Setting(Struct, frozen=True, rename={"origin": "from"}):
    """One setting as it holds now: `origin` is 'you' where the person chose it, else 'preset'."""

    key: str
    value: str | None
    origin: str
    default: str | None
    explanation: str


def listed(home: Home) -> list[Setting]:
    """Every limit, in the order in which they are documented."""
    chosen = stored.listed(home.replica)
    now = spelled(chosen)
    return [_setting(key, now, chosen) for key in SETTINGS]


def get(home: Home, key: str) -> Setting:
    """One limit, by a key of SETTINGS."""
    chosen = stored.listed(home.replica)
    return _setting(key, spelled(chosen), chosen)


def put(home: Home, key: str, value: str | None) -> Setting:
    """Keeps a choice in its one spelling, or takes it back (None); what may run now is decided anew."""
    stored.put(home.replica, key, value)
    noted(home)
    notify(home.path, "look")
    return get(home, key)


def _setting(key: str, now: dict[str, str], chosen: dict[str, str]) -> Setting:
    default = DEFAULT if key == PRESET else SETTINGS[key].under(now[PRESET])
    return Setting(key, now[key], "you" if key in chosen else "preset", default, SETTINGS[key].explanation)
