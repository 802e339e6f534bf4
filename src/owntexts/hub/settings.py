"""How a hub is to be served, and what makes no sense together."""

import ipaddress
import ssl
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix

DEFAULT_QUOTA: Final = 5 << 30


class Delays(Struct, frozen=True):
    """Seconds from deleting a blob until it goes for good, and likewise where a purge asks for it.

    Then: from finding an object that is nobody's until it is removed, between two looks at what is due, and between two
    audits of all that is stored.
    """

    deleted_s: float = 7 * 86_400
    purged_s: float = 3_600
    orphaned_s: float = 7 * 86_400
    between_s: float = 30
    audits_s: float = 86_400


DELAYS: Final = Delays()


class Tls(Struct, frozen=True):
    """Two PEM files, the names that the certificate is for, and its SHA-256 (hex) where devices are to pin it."""

    certificate: Path
    key: Path
    names: tuple[str, ...] = ()
    pin: str | None = None


class HubSettings(Struct, frozen=True):
    """`port` 0 takes a free one, and so does a taken one with `or_free`; `tls` None is plain http.

    `quota` (bytes) is what a new account gets.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 0
    or_free: bool = False
    tls: Tls | None = None
    behind_proxy: bool = False
    public_url: str | None = None
    quota: int = DEFAULT_QUOTA
    delays: Delays = DELAYS

    def check(self) -> None:
        """WrongUsage where passwords and tokens would travel in the open, or a part has no meaning."""
        if self.tls is None and not self.behind_proxy and not is_loopback(self.host):
            raise _in_the_open(self.host)
        if self.tls is not None:
            check_certificate(self.tls)
        if self.public_url is not None and public_host(self.public_url) is None:
            raise _no_url(self.public_url)


def public_host(url: str) -> str | None:
    """The host of a public address, None where it is none."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname if parts.scheme in {"http", "https"} and not parts.query else None


def is_loopback(host: str) -> bool:
    """True for names and addresses of this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_certificate(tls: Tls) -> None:
    """WrongUsage where no server could use it."""
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(tls.certificate, tls.key)
    except OSError as error:
        raise WrongUsage(
            "The certificate cannot be used",
            "A server takes a certificate and the key that belongs to it, both as PEM files without a passphrase.",
            evidence=(
                Evidence("certificate", str(tls.certificate), origin="--tls"),
                Evidence("key", str(tls.key), origin="--tls"),
                Evidence("answer", str(error), origin="the TLS library"),
            ),
            fixes=(Fix("tls-files", "Give the right two files, readable for this user", "person"),),
        ) from error


def _in_the_open(host: str) -> WrongUsage:
    return WrongUsage(
        "Beyond this machine a hub needs TLS",
        "Without it anyone on the way could read device tokens and stand in for the hub.",
        evidence=(Evidence("listen", host, origin="--listen"),),
        fixes=(
            Fix("tls-auto", "Let the hub make its own certificate", "person", command="owntexts hub serve --tls auto"),
            Fix("tls-files", "Give it a certificate", "person", command="owntexts hub serve --tls CERT,KEY"),
            Fix(
                "proxy", "Put it behind a proxy that does TLS", "person", "owntexts hub serve --tls off --behind-proxy"
            ),
        ),
    )


def _no_url(url: str) -> WrongUsage:
    return WrongUsage(
        "This is no public address",
        "It starts with https:// and names a host.",
        evidence=(Evidence("public_url", url, origin="--public-url"),),
        fixes=(Fix("public-url", "Write it like https://texts.example.org", "person"),),
    )
