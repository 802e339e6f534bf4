"""Whether the person still has what opens the account when all devices are lost; asked now and then, told to nobody."""

from typing import Final, Literal

from owntexts.agent.home import Home, now_ms
from owntexts.agent.membership import members_of, required
from owntexts.crypto import recovery
from owntexts.crypto.holders import recovery_keys
from owntexts.crypto.passwords import Cost, open_password
from owntexts.errors import WrongUsage
from owntexts.replica import state
from owntexts.wire.keyring import Keyring

DAY_MS: Final = 24 * 3600 * 1000
AFTER_DAYS: Final = (7, 30, 180)
"""How long after the account came to this device, and after each proof, the next is asked for."""
LATER_DAYS: Final = 3
AT: Final = "proof.at"
PROVEN: Final = "proof.times"

Secret = Literal["password", "recovery key"]


def is_due(home: Home, now: int | None = None) -> bool:
    """Whether it is time to ask; the first time a device is asked about, it begins to count."""
    if home.identity.membership is None:
        return False
    moment = now_ms() if now is None else now
    due = state.get(home.replica, AT)
    if not isinstance(due, int):
        _ask_again(home, moment, AFTER_DAYS[0])
        return False
    return moment >= due


def prove(home: Home, said: str, now: int | None = None) -> Secret:
    """Which of the two it is; it leaves this device in no way.

    Raises WrongUsage where it is neither, AccountRefused without an account, HubFailed where the account's keyring
    has never been fetched and cannot be now.
    """
    keyring = members_of(home, required(home)).keyring
    by_key = _is_recovery_key(said, keyring)
    if not by_key and not _is_password(said, keyring):
        raise WrongUsage(
            "This opens nothing",
            "It is neither the password nor the recovery key of the account. While a device of yours is open, you can "
            "set new ones.",
        )
    times = state.get(home.replica, PROVEN)
    proven = (times if isinstance(times, int) else 0) + 1
    state.put(home.replica, PROVEN, proven)
    _ask_again(home, now_ms() if now is None else now, AFTER_DAYS[min(proven, len(AFTER_DAYS) - 1)])
    return "recovery key" if by_key else "password"


def later(home: Home, now: int | None = None) -> None:
    """Asks again in some days."""
    _ask_again(home, now_ms() if now is None else now, LATER_DAYS)


def _ask_again(home: Home, now: int, days: int) -> None:
    state.put(home.replica, AT, now + days * DAY_MS)


def _is_recovery_key(said: str, keyring: Keyring) -> bool:
    try:
        return recovery_keys(recovery.read(said)).action == keyring.recovery
    except WrongUsage:
        return False


def _is_password(said: str, keyring: Keyring) -> bool:
    known = keyring.password
    cost = Cost(known.memory_kib, known.iterations, known.lanes)
    return bool(said) and open_password(said, salt=known.salt, cost=cost).action == known
