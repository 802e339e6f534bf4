"""The names that this hub answers to; any other is somebody else's (421), so no page can be lured here by a name."""

import ipaddress
from collections.abc import Iterable


class Hosts:
    """Hosts, compared without their port; a name `*.example.org` stands for one further label."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {_plain(name) for name in names}

    def is_mine(self, host: str) -> bool:
        """Whether the hub answers to `host`, with or without a port."""
        name = _plain(without_port(host))
        if name in self._names or name == "localhost" or _is_loopback(name):
            return True
        _, dot, rest = name.partition(".")
        return bool(dot) and f"*.{rest}" in self._names


def without_port(host: str) -> str:
    """`[::1]:80` and `example.org:80` without what stands behind the host."""
    if host.startswith("["):
        return host.partition("]")[0].removeprefix("[")
    return host if host.count(":") > 1 else host.partition(":")[0]


def _plain(name: str) -> str:
    bare = name.removeprefix("[").removesuffix("]").rstrip(".").lower()
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return bare


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
