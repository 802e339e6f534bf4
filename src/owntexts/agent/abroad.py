"""Beyond loopback: where other screens come in, what this device is called there, and its line."""

import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from owntexts.errors import Busy, WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.hub.addresses import machine_addresses, machine_names, told_host
from owntexts.hub.lines import line
from owntexts.hub.settings import Tls, check_certificate, is_loopback, public_host

EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not listened on
HTTPS = 443


class Abroad(Struct, frozen=True):
    """What is asked for: a place to listen, with a certificate, or behind a proxy that has one at `public_url`.

    `root` is the certificate (a PEM file) that phones may be told to trust, `fingerprint` its SHA-256.
    """

    host: str
    port: int
    tls: Tls | None = None
    public_url: str | None = None
    root: Path | None = None
    fingerprint: str | None = None

    def check(self) -> None:
        """Raises WrongUsage where messages would travel in the open."""
        if self.public_url is not None and (public_host(self.public_url) is None or not _is_https(self.public_url)):
            raise _no_public_url(self.public_url)
        if self.tls is None and self.public_url is None:
            raise _in_the_open(self.host, self.port)
        if self.tls is not None:
            check_certificate(self.tls)


class Network(Struct, frozen=True):
    """How this device is reached from its network: the values of Host it answers to, and its addresses, best first."""

    hosts: Callable[[], frozenset[str]]
    addresses: Callable[[], Sequence[str]]
    root: Path | None
    fingerprint: str | None


def reached(abroad: Abroad, port: int) -> Network:
    """The network as it is once something listens on `port`; addresses are looked up anew as they change."""
    if abroad.public_url is not None:
        public = abroad.public_url.rstrip("/")
        return Network(lambda: frozenset({urlsplit(public).netloc}), lambda: [public], None, None)

    def hosts() -> frozenset[str]:
        return frozenset(netloc for name in _names(abroad) for netloc in _netlocs(name, port))

    def addresses() -> list[str]:
        return [f"https://{_netlocs(name, port)[-1]}" for name in _names(abroad)]

    return Network(hosts, addresses, abroad.root, abroad.fingerprint)


def listening(host: str, port: int, *, or_free: bool = False) -> socket.socket:
    """A socket that listens there. Raises Busy where it cannot."""
    try:
        return line(host, port, or_free=or_free)
    except OSError as error:
        raise _taken(f"{host}:{port}", error) from error


def _taken(place: str, error: OSError) -> Busy:
    """Somebody else listens there, or nobody can."""
    return Busy(
        "The page cannot listen there",
        "Another program may have the port, or this machine may not have the address.",
        evidence=(Evidence("listen", place, origin="--listen"), Evidence("answer", error.strerror)),
        fixes=(Fix("other_port", "Choose another port; 0 takes any free one", "person"),),
    )


def _names(abroad: Abroad) -> list[str]:
    """What this device is called where it listens, the address that a phone is told first."""
    everywhere = [told_host(abroad.host), *machine_addresses()] if abroad.host in EVERYWHERE else [abroad.host]
    names = [*everywhere, *machine_names(), *(abroad.tls.names if abroad.tls else ())]
    return [name for name in dict.fromkeys(names) if not is_loopback(name) or name == abroad.host]


def _netlocs(name: str, port: int) -> list[str]:
    host = f"[{name}]" if ":" in name else name
    return [f"{host}:{port}", host] if port == HTTPS else [f"{host}:{port}"]


def _is_https(url: str) -> bool:
    return urlsplit(url).scheme == "https" and urlsplit(url).path in {"", "/"}


def _no_public_url(url: str) -> WrongUsage:
    return WrongUsage(
        "This is no public address of the page",
        "It starts with https:// and names a host without a path: a proxy does TLS, and all that is there is the page.",
        evidence=(Evidence("public_url", url, origin="--public-url"),),
        fixes=(Fix("public_url", "Write it like https://texts.example.org", "person"),),
    )


def _in_the_open(host: str, port: int) -> WrongUsage:
    place = f"{host}:{port}"
    return WrongUsage(
        "Beyond this device the page needs TLS",
        "Without it anyone on the way could read your messages.",
        evidence=(Evidence("listen", place, "127.0.0.1", "--listen"),),
        fixes=(
            Fix("tls_auto", "Let Owntexts make a certificate", "person", f"owntexts up --listen {place} --tls auto"),
            Fix("tls_files", "Give it a certificate", "person", f"owntexts up --listen {place} --tls CERT,KEY"),
            Fix(
                "proxy",
                "Put it behind a proxy that does TLS",
                "person",
                f"owntexts up --listen {place} --behind-proxy --public-url https://texts.example.org",
            ),
        ),
    )
