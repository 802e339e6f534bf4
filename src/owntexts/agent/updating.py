"""`update --check`: whether a newer Owntexts is known of, from what hub and devices say; no network unless asked."""

import re
import sys
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from owntexts import __version__
from owntexts.agent import contact
from owntexts.agent.home import Home, now_ms
from owntexts.agent.members import believed
from owntexts.agent.membership import connected
from owntexts.crypto.names import DeviceDetails, details
from owntexts.errors import AccountRefused, IntegrityFailed
from owntexts.replica import zone

UPGRADE: Final = f"{sys.executable} -m pip install --upgrade owntexts"
HERE: Final = "this device"
HUB: Final = "the hub"


class Update(Struct, frozen=True):
    """Versions: installed here, the newest one known and who said so, the oldest one that the hub still serves.

    `command` upgrades; None where nothing newer is known and the hub serves this version.
    """

    installed: str
    newest_known: str
    known_from: str
    oldest_accepted: str | None
    command: str | None


def check(home: Home, *, online: bool = False) -> Update:
    """What is known; `online` asks the hub first. Raises HubFailed where that was asked for and fails."""
    membership = home.identity.membership
    if online and membership is not None:
        with connected(membership) as hub:
            contact.ask(home.replica, hub, now_ms())
    met = contact.kept(home.replica)
    newest, known_from = max(_known(home, met), key=lambda known: numbers(known[0]))
    oldest = met.oldest_client if met else None
    is_old = numbers(newest) > numbers(__version__) or numbers(oldest or "") > numbers(__version__)
    return Update(__version__, newest, known_from, oldest, UPGRADE if is_old else None)


def numbers(version: str) -> tuple[int, ...]:
    """'1.10.2' as (1, 10, 2), to be compared; nothing for no version."""
    return tuple(int(number) for number in re.findall(r"[0-9]{1,9}", version)[:3])


def _known(home: Home, met: contact.Contact | None) -> Iterator[tuple[str, str]]:
    """Every version that is known of with who said so, this device first: the first of equals is named."""
    yield __version__, HERE
    if met is not None and met.version is not None:
        yield met.version, HUB
        yield met.oldest_client or met.version, HUB
    yield from ((each.version, each.name) for each in _devices(home) if each.version)


def _devices(home: Home) -> Iterable[DeviceDetails]:
    """The account's devices, as far as the log was read; a keyring that is not believed says nothing."""
    membership, entries = home.identity.membership, zone.keyring_entries(home.replica)
    if membership is None or len(entries) <= membership.keyring_number:
        return ()
    try:
        return details(entries, believed(entries, membership).epoch_keys).values()
    except (AccountRefused, IntegrityFailed):
        return ()
