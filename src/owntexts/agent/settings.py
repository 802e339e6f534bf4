"""Settings: what the person chose, what holds without a choice, and what each one means."""

from collections.abc import Callable
from zoneinfo import available_timezones

from msgspec import Struct

from owntexts.agent.contact import hub_offset_ms
from owntexts.agent.control import notify
from owntexts.agent.home import Home, now_ms
from owntexts.errors import NotFound, WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.model.clock import next_stamp
from owntexts.model.records import Intent, Stamp
from owntexts.probes import place
from owntexts.replica import intents
from owntexts.replica import settings as stored

FIELD = "value"


class Setting(Struct, frozen=True, rename={"origin": "from"}):
    """One setting as it holds now: `origin` is 'you' where the person chose other than the default."""

    key: str
    value: str | None
    origin: str
    default: str | None
    explanation: str


class Definition(Struct, frozen=True):
    """What may be set: `guess` is what the machine suggests, `check` gives the value in its one spelling or None."""

    guess: Callable[[], str | None]
    check: Callable[[str], str | None]
    example: str
    explanation: str


def _region(text: str) -> str | None:
    from phonenumbers import SUPPORTED_REGIONS  # noqa: PLC0415 - slow, and needed only where a region is set

    return text.upper() if text.upper() in SUPPORTED_REGIONS else None


def _timezone(text: str) -> str | None:
    return text if text in available_timezones() else None


DEFINITIONS = {
    "region": Definition(
        place.region,
        _region,
        "DE",
        "Your home country: how numbers without a country code are read. It is the same on all of your devices.",
    ),
    "timezone": Definition(
        place.timezone,
        _timezone,
        "Europe/Berlin",
        "Your home time zone, for sources that write times without one. It is the same on all of your devices.",
    ),
}


def listed(home: Home) -> list[Setting]:
    """Every setting, in the order in which they are documented."""
    chosen = stored.synced(home.replica)
    return [_setting(key, chosen.get(key)) for key in DEFINITIONS]


def get(home: Home, key: str) -> Setting:
    """One setting; raises NotFound for a name that is none."""
    _definition(key)
    return _setting(key, stored.synced(home.replica).get(key))


def change(home: Home, key: str, value: str) -> Setting:
    """Sets it for all of the account's devices; raises WrongUsage for a value that makes no sense."""
    _record(home, key, check(key, value))
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


def reset(home: Home, key: str) -> Setting:
    """Takes a setting back to what this machine suggests."""
    _record(home, key, _definition(key).guess())
    notify(home.path, "changed")
    return get(home, key)


def suggest(home: Home) -> None:
    """Keeps what this machine suggests where nothing was chosen, with a stamp that any choice beats."""
    chosen = stored.synced(home.replica)
    for key, definition in DEFINITIONS.items():
        guess = definition.guess()
        if key not in chosen and guess is not None:
            intents.record(home.replica, _intent(key, guess, Stamp(0, 0, home.device)))


def settle(home: Home) -> None:
    """Makes what holds now the account's choice, when the account is created; later devices take it over."""
    suggest(home)
    for key, intent in stored.synced(home.replica).items():
        if key in DEFINITIONS and not intent.stamp.ms:
            _record(home, key, intent.value if isinstance(intent.value, str) else None)


def _setting(key: str, intent: Intent | None) -> Setting:
    definition = DEFINITIONS[key]
    guess = definition.guess()
    value = intent.value if intent is not None and isinstance(intent.value, str) else guess
    return Setting(key, value, "preset" if value == guess else "you", guess, definition.explanation)


def _record(home: Home, key: str, value: str | None) -> None:
    before = stored.synced(home.replica).get(key)
    stamp = next_stamp(now_ms(), hub_offset_ms(home.replica), home.device, before.stamp if before else None)
    intents.record(home.replica, _intent(key, value, stamp))


def _intent(key: str, value: str | None, stamp: Stamp) -> Intent:
    return Intent(scope=intents.ACCOUNT, target=key, field=FIELD, value=value, stamp=stamp)


def _definition(key: str) -> Definition:
    try:
        return DEFINITIONS[key]
    except KeyError:
        raise NotFound(
            f"There is no setting called {key}",
            f"There are: {', '.join(DEFINITIONS)}.",
            fixes=(Fix("list", "List all settings", "action", command="owntexts settings list"),),
        ) from None
