"""Settings: this device's own limits, and the two that the account has on all of its devices."""

from collections.abc import Callable, Sequence
from zoneinfo import available_timezones

from msgspec import Struct

from owntexts.agent import limits, owner
from owntexts.agent.contact import hub_offset_ms
from owntexts.agent.control import notify
from owntexts.agent.home import Home, now_ms
from owntexts.agent.limits import Setting
from owntexts.agent.underway import Progress, underway
from owntexts.conditions.settings import SETTINGS
from owntexts.conditions.settings import Setting as Limit
from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.model.clock import next_stamp
from owntexts.model.handles import is_number, minimal
from owntexts.model.records import Intent, Stamp
from owntexts.probes import place
from owntexts.replica import intents
from owntexts.replica import settings as stored

SORTED = "messages sorted anew"


def _quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


class Definition(Struct, frozen=True):
    """What may be set for the account: `guess` is what the machine suggests, `check` spells a value, or gives None."""

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
    return [*limits.listed(home), *(_setting(home, key, chosen.get(key)) for key in DEFINITIONS)]


def get(home: Home, key: str) -> Setting:
    """One setting; raises WrongUsage for a name that is none."""
    _known(key)
    return limits.get(home, key) if key in SETTINGS else _setting(home, key, stored.synced(home.replica).get(key))


def change(home: Home, key: str, value: str, *, progress: Progress = _quiet) -> Setting:
    """Sets it, for this device or for all of the account's; raises WrongUsage for a value that makes no sense.

    Other own numbers are worked out over all messages; `progress` is called with (done, total) of them.
    """
    spelled = check(key, value)
    return limits.put(home, key, spelled) if key in SETTINGS else _put(home, key, spelled, progress)


def change_all(home: Home, pairs: Sequence[tuple[str, str]], *, progress: Progress = _quiet) -> list[Setting]:
    """Sets several, or none where one of them makes no sense. Raises as `change`."""
    for key, value in pairs:
        check(key, value)
    return [change(home, key, value, progress=progress) for key, value in pairs]


def reset(home: Home, key: str, *, progress: Progress = _quiet) -> Setting:
    """Takes a setting back to what the preset says, or this machine suggests; `progress` is as in `change`."""
    _known(key)
    if key in SETTINGS:
        return limits.put(home, key, None)
    return _put(home, key, DEFINITIONS[key].guess(home) if DEFINITIONS[key].is_fixed else None, progress)


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


def _record(home: Home, key: str, value: str | None, progress: Progress = _quiet) -> None:
    before = stored.synced(home.replica).get(key)
    stamp = next_stamp(now_ms(), hub_offset_ms(home.replica), home.device, before.stamp if before else None)
    with underway(home.path, SORTED, progress) as told:
        intents.record(home.replica, _intent(key, value, stamp), progress=told)


def _intent(key: str, value: str | None, stamp: Stamp) -> Intent:
    return Intent(scope=intents.ACCOUNT, target=key, field=stored.VALUE, value=value, stamp=stamp)


def _put(home: Home, key: str, value: str | None, progress: Progress) -> Setting:
    _record(home, key, value, progress)
    notify(home.path, "changed")
    return get(home, key)


def _known(key: str) -> Definition | Limit:
    known = SETTINGS.get(key) or DEFINITIONS.get(key)
    if known is None:
        raise WrongUsage(
            f"There is no setting called {key}",
            f"There are: {', '.join((*SETTINGS, *DEFINITIONS))}.",
            fixes=(Fix("list", "List all settings", "action", command="owntexts settings list"),),
        )
    return known
