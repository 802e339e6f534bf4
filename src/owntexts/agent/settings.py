"""Settings: this device's own limits, and the two that the account has on all of its devices."""

from collections.abc import Callable, Sequence
from zoneinfo import available_timezones

from msgspec import Struct

from owntexts.agent import limits
from owntexts.agent.contact import hub_offset_ms
from owntexts.agent.control import notify
from owntexts.agent.home import Home, now_ms
from owntexts.agent.limits import Setting
from owntexts.conditions.settings import SETTINGS
from owntexts.conditions.settings import Setting as Limit
from owntexts.errors import NotFound, WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.model.clock import next_stamp
from owntexts.model.records import Intent, Stamp
from owntexts.probes import place
from owntexts.replica import intents
from owntexts.replica import settings as stored

FIELD = "value"


class Definition(Struct, frozen=True):
    """What may be set for the account: `guess` is what the machine suggests, `check` spells a value, or gives None."""

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
    return [*limits.listed(home), *(_setting(key, chosen.get(key)) for key in DEFINITIONS)]


def get(home: Home, key: str) -> Setting:
    """One setting; raises NotFound for a name that is none."""
    _known(key)
    return limits.get(home, key) if key in SETTINGS else _setting(key, stored.synced(home.replica).get(key))


def change(home: Home, key: str, value: str) -> Setting:
    """Sets it, for this device or for all of the account's; raises WrongUsage for a value that makes no sense."""
    spelled = check(key, value)
    return limits.put(home, key, spelled) if key in SETTINGS else _put(home, key, spelled)


def change_all(home: Home, pairs: Sequence[tuple[str, str]]) -> list[Setting]:
    """Sets several, or none where one of them makes no sense. Raises as `change`."""
    for key, value in pairs:
        check(key, value)
    return [change(home, key, value) for key, value in pairs]


def reset(home: Home, key: str) -> Setting:
    """Takes a setting back to what the preset says, or this machine suggests."""
    _known(key)
    return limits.put(home, key, None) if key in SETTINGS else _put(home, key, DEFINITIONS[key].guess())


def check(key: str, value: str) -> str:
    """The value in its one spelling; raises WrongUsage for one that makes no sense."""
    known = _known(key)
    spelled = known.form.spell(value) if isinstance(known, Limit) else known.check(value)
    if spelled is not None:
        return spelled
    raise WrongUsage(
        f"{value!r} is no {key}",
        known.explanation,
        evidence=(Evidence(key, value, known.form.values if isinstance(known, Limit) else None),),
        fixes=(Fix("example", "For example", "action", command=f"owntexts settings set {key} {known.example}"),),
    )


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


def _put(home: Home, key: str, value: str | None) -> Setting:
    _record(home, key, value)
    notify(home.path, "changed")
    return get(home, key)


def _known(key: str) -> Definition | Limit:
    known = SETTINGS.get(key) or DEFINITIONS.get(key)
    if known is None:
        raise NotFound(
            f"There is no setting called {key}",
            f"There are: {', '.join((*SETTINGS, *DEFINITIONS))}.",
            fixes=(Fix("list", "List all settings", "action", command="owntexts settings list"),),
        )
    return known
