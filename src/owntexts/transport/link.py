"""Where a hub is: a web address, or a join link that also carries the certificate to believe.

A link is `owntexts://HOST:PORT/?sha256=<64 hex digits of the certificate's SHA-256>`; without `sha256` the hub is
reached like any web address: plain on this machine, with an ordinary certificate elsewhere.
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix

LINK_SCHEME = "owntexts"
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class HubAddress:
    """A hub's base address without a slash at its end, and the SHA-256 (hex) of the one certificate to accept."""

    url: str
    pin: str | None = None

    @property
    def host(self) -> str:
        """The host as dialled, with its port where one is named: what a sign-in signs."""
        return urlsplit(self.url).netloc


def parse_address(text: str) -> HubAddress:
    """The hub that `text` (a link or an address) names; WrongUsage where it names none."""
    parts = _split(text.strip())
    if parts.scheme == LINK_SCHEME:
        return _from_link(parts, text)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise _refused(text, "Plain http is for a hub on this machine only; elsewhere anyone on the way could read it.")
    if parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        raise _refused(text, "A hub's address starts with https://, or with http:// on this machine.")
    return HubAddress(f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}")


def is_loopback(host: str) -> bool:
    """True for names and addresses of this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        usable = bool(parts.hostname) and (parts.port is None or parts.port > 0) and parts.username is None
    except ValueError:
        usable = False
    if not usable:
        raise _refused(text, "No host stands in it.")
    return parts


def _from_link(parts: SplitResult, text: str) -> HubAddress:
    pins = parse_qs(parts.query).get("sha256", [])
    if not pins:
        scheme = "http" if is_loopback(parts.hostname or "") else "https"
        return HubAddress(f"{scheme}://{parts.netloc}")
    if len(pins) != 1 or not _FINGERPRINT.fullmatch(pins[0].lower()):
        raise _refused(text, "The certificate's SHA-256 in it is not 64 hexadecimal digits.")
    return HubAddress(f"https://{parts.netloc}", pins[0].lower())


def _refused(text: str, why: str) -> WrongUsage:
    return WrongUsage(
        "This is no address of a hub",
        why,
        evidence=(Evidence("address", text, origin="what was given as --hub"),),
        fixes=(Fix("hub_link", "Take the link that the hub prints", "person", command="owntexts hub link"),),
    )
