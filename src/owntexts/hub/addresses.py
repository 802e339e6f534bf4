"""The names of this machine: those that a hub answers to, and the one that it tells devices."""

import ipaddress
import re
import socket
from typing import Final

import psutil  # type: ignore[import-untyped]  # it ships no types

from owntexts.hub.settings import HubSettings, is_loopback, public_host

_EVERYWHERE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not listened on

_HOST_NAME: Final = re.compile(
    r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*"
)


def answers_to(settings: HubSettings) -> list[str]:
    """Every name and address under which devices may reach the hub."""
    names = [settings.host, *(settings.tls.names if settings.tls else ())]
    if settings.host in _EVERYWHERE:
        names += [*machine_addresses(), *machine_names()]
    public = public_host(settings.public_url) if settings.public_url else None
    return [*names, public] if public else names


def certificate_names(host: str, public_url: str | None) -> list[str]:
    """What a self-made certificate is for."""
    public = public_host(public_url) if public_url else None
    everywhere = machine_addresses() if host in _EVERYWHERE else [host]
    names = [*everywhere, *machine_names(), "localhost", "127.0.0.1", *([public] if public else [])]
    return [name for name in dict.fromkeys(names) if name not in _EVERYWHERE]


def told_host(host: str) -> str:
    """The host to tell devices for a hub that listens on `host`."""
    if host not in _EVERYWHERE:
        return host
    others = [each for each in machine_addresses() if not is_loopback(each)]
    return min(others, key=lambda each: ":" in each) if others else socket.gethostname()


def machine_names() -> list[str]:
    """How this machine calls itself, alone and in its network's way."""
    name = socket.gethostname().lower()
    if _HOST_NAME.fullmatch(name) is None:
        return []
    return [name] if "." in name else [name, f"{name}.local"]


def machine_addresses() -> list[str]:
    """The addresses of this machine that mean it everywhere in its network."""
    families = {socket.AF_INET, socket.AF_INET6}
    found = [each.address for card in psutil.net_if_addrs().values() for each in card if each.family in families]
    return [address for address in found if "%" not in address and not ipaddress.ip_address(address).is_link_local]
