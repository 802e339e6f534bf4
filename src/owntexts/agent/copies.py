"""How many copies there are of what a person has, and whether one disk holds them all."""

import ipaddress
import socket
from urllib.parse import urlsplit

from owntexts.agent.home import Home
from owntexts.replica import zone
from owntexts.replica.database import Replica
from owntexts.wire.entry import AddDevice, RemoveDevice, parse


def alone_on_hub_disk(home: Home) -> bool:
    """Whether the hub is on this machine and this is the account's only device."""
    membership = home.identity.membership
    if membership is None or not is_here(urlsplit(membership.hub).hostname or ""):
        return False
    return devices(home.replica) <= 1


def devices(db: Replica) -> int:
    """How many devices the account's keyring names, as far as the log was read."""
    members: set[bytes] = set()
    for entry in map(parse, zone.keyring_entries(db)):
        members |= {action.device for action in entry.body.actions if isinstance(action, AddDevice)}
        members -= {action.device for action in entry.body.actions if isinstance(action, RemoveDevice)}
    return len(members)


def is_here(host: str) -> bool:
    """Whether a host is this machine, as far as that can be told without asking the network."""
    if host.lower() in {"localhost", socket.gethostname().lower()}:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or _is_own(address)


def _is_own(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Only an address of this machine can be listened on."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004 - of the internet protocol
    with socket.socket(family, socket.SOCK_DGRAM) as line:
        try:
            line.bind((str(address), 0))
        except OSError:
            return False
    return True
