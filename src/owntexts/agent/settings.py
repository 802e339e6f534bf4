"""Settings: what the person chose, what holds without a choice, and what each one means."""

from collections.abc import Callable
from zoneinfo import available_timezones

from msgspec import Struct

from owntexts.agent import owner
from owntexts.agent.control import notify
from owntexts.agent.home import Home, now_ms
from owntexts.agent.underway import Progress, underway
from owntexts.errors import NotFound, WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.model.clock import next_stamp
from owntexts.model.handles import is_number, minimal
from owntexts.model.records import Intent, Stamp
from owntexts.probes import place
from owntexts.replica import intents
from owntexts.replica import settings as stored

SORTED = "messages sorted anew"


class Setting(Struct, frozen=True, rename={"origin": "from"}):
    """One setting as it holds now: `origin` is 'you' where the person chose other than the default."""

    key: str
    value: str | None
    origin: str
    default: str | None
    explanation: str


class Definition(Struct, frozen=True):
    """What may be set: `guess` is what the machine suggests, `check` gives the value in its one spelling or None."""

    guess: Callable[[Home], str | None]
    check: Callable[[str], str | None]
    example: str
    explanation: str
    is_fixed: bool = True
    """Whether a guess is kept, so that it holds on all devices until somebody chooses."""


def _region(text: str) -> str | None:
    from phonenumbers import SUPPORTED_REGIONS  # noqa: PLC0415 - slow, and needed only where a region is set

    return text.upper() if text.upper() in SUPPORTED_REGIONS else None


def _own_numbers(text: str) -> str | None:
    """Addresses with commas between them, in minimal form; None where one of them is none."""
    given = [minimal(raw) for raw in text.split(",") if raw.strip()]
    fit = all(is_number(raw) or "@" in raw for raw in given)
    return ",".join(dict.fromkeys(given)) if given and fit else None


def _timezone(text: str) -> str | None:
    return text if text in available_timezones() else None


DEFINITIONS = {
    "region": Definition(
        lambda _home: place.region(),
        _region,
        "DE",
        "Your home country: how numbers without a country code are read. It is the same on all of your devices.",
    ),
    "timezone": Definition(
        lambda _home: place.timezone(),
        _timezone,
        "Europe/Berlin",
        "Your home time zone, for sources that write times without one. It is the same on all of your devices.",
    ),
    stored.OWN_NUMBERS: Definition(
        owner.suggested,
        _own_numbers,
        "+4915123456789,me@example.org",
        "Your own numbers and addresses, which are nobody else's in a group; if you do not choose, those that your "
        "sources call yours. They are the same on all of your devices.",
        is_fixed=False,
    ),
}


def listed(home: Home) -> list[Setting]:
    """Every setting, in the order in which they are documented."""
    chosen = stored.synced(home.replica)
    return [_setting(home, key, chosen.get(key)) for key in DEFINITIONS]


def get(home: Home, key: str) -> Setting:
    """One setting; raises NotFound for a name that is none."""
    _definition(key)
    return _setting(home, key, stored.synced(home.replica).get(key))


def change(home: Home, key: str, value: str, *, progress: Progress = lambda _done, _total: None) -> Setting:
    """Sets it for all of the account's devices; raises WrongUsage for a value that makes no sense.

    Other own numbers are worked out over all messages; `progress` is called with (done, total) of them.
    """
    _record(home, key, check(key, value), progress)
    notify(home.path, "changed")
    return get(home, key)


def check(key: str, value: str) -> str:
    """The value in its one spelling; raises WrongUsage for one that makes no sense."""
    definition = _definition(key)
    checked = definition.check(value)
    if checked is not None:
        return checked
    raise WrongUsage(
        f"{value!r} is no {key}",
        definition.explanation,
        evidence=(Evidence(key, value),),
        fixes=(Fix("example", "For example", "action", command=f"owntexts settings set {key} {definition.example}"),),
    )


def reset(home: Home, key: str, *, progress: Progress = lambda _done, _total: None) -> Setting:
    """Takes a setting back to what this machine suggests; `progress` is as in `change`."""
    definition = _definition(key)
    _record(home, key, definition.guess(home) if definition.is_fixed else None, progress)
    notify(home.path, "changed")
    return get(home, key)


def suggest(home: Home) -> None:
    """Keeps what this machine suggests where nothing was chosen, with a stamp that any choice beats."""
    chosen = stored.synced(home.replica)
    for key, definition in DEFINITIONS.items():
        guess = definition.guess(home) if definition.is_fixed else None
        if key not in chosen and guess is not None:
            intents.record(home.replica, _intent(key, guess, Stamp(0, 0, home.device)))


def settle(home: Home) -> None:
    """Makes what holds now the account's choice, when the account is created; later devices take it over."""
    suggest(home)
    for key, intent in stored.synced(home.replica).items():
        if key in DEFINITIONS and not intent.stamp.ms:
            _record(home, key, intent.value if isinstance(intent.value, str) else None)


def _setting(home: Home, key: str, intent: Intent | None) -> Setting:
    definition = DEFINITIONS[key]
    guess = definition.guess(home)
    value = intent.value if intent is not None and isinstance(intent.value, str) else guess
    return Setting(key, value, "preset" if value == guess else "you", guess, definition.explanation)


def _record(home: Home, key: str, value: str | None, progress: Progress = lambda _done, _total: None) -> None:
    before = stored.synced(home.replica).get(key)
    stamp = next_stamp(now_ms(), 0, home.device, before.stamp if before else None)
    with underway(home.path, SORTED, progress) as told:
        intents.record(home.replica, _intent(key, value, stamp), progress=told)


def _intent(key: str, value: str | None, stamp: Stamp) -> Intent:
    return Intent(scope=intents.ACCOUNT, target=key, field=stored.VALUE, value=value, stamp=stamp)


def _definition(key: str) -> Definition:
    try:
        return DEFINITIONS[key]
    except KeyError:
        raise NotFound(
            f"There is no setting called {key}",
            f"There are: {', '.join(DEFINITIONS)}.",
            fixes=(Fix("list", "List all settings", "action", command="owntexts settings list"),),
        ) from None
