"""A home becomes a device that can sync: one file that wires, and nothing else."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec.structs import replace

from owntexts.agent.deciding import decision
from owntexts.agent.device import Device
from owntexts.agent.home import Home, now_ms
from owntexts.agent.membership import connected, required


@contextmanager
def syncing_device(home: Home) -> Iterator[Device]:
    """This home as a member of its account, with its hub. Raises AccountRefused (account.signed_out) without one."""
    membership = required(home)
    with connected(membership) as hub:
        yield Device(
            membership=membership,
            replica=home.replica,
            hub=hub,
            now=now_ms,
            random=secrets.token_bytes,
            pin=lambda number, digest: _pin(home, number, digest),
            decide=lambda now, met: decision(home, met, urgent=now),
        )


def _pin(home: Home, number: int, digest: bytes) -> None:
    identity = home.identity
    if identity.membership is not None:
        pinned = replace(identity.membership, keyring_number=number, keyring_hash=digest)
        home.save(replace(identity, membership=pinned))
