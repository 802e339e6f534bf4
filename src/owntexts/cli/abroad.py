"""How the page of `owntexts up` is to be reached by other screens."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from owntexts.agent.abroad import Abroad
from owntexts.cli import tls
from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.hub.addresses import certificate_names, told_host
from owntexts.hub.settings import is_loopback

if TYPE_CHECKING:
    from owntexts.cli.up import Asked

FOLDER: Final = "tls"


def abroad_of(home: Path, asked: "Asked") -> Abroad | None:
    """None where the page is for this device alone. Raises WrongUsage where messages would travel in the open."""
    if asked.behind_proxy != (asked.public_url is not None):
        raise _half_a_proxy(asked)
    if asked.public_url is None and asked.tls in {None, "off"} and is_loopback(asked.host):
        return None
    abroad = _abroad(home, asked)
    abroad.check()
    return abroad


def _abroad(home: Path, asked: "Asked") -> Abroad:
    if asked.public_url is not None or asked.tls == "off":
        return Abroad(asked.host, asked.port, public_url=asked.public_url)
    if asked.tls is not None and asked.tls != "auto":
        return Abroad(asked.host, asked.port, tls.given(asked.tls))
    made = tls.self_made(home / FOLDER, certificate_names(asked.host, None), told_host(asked.host))
    return Abroad(asked.host, asked.port, made.tls, root=made.root, fingerprint=made.fingerprint)


def _half_a_proxy(asked: "Asked") -> WrongUsage:
    return WrongUsage(
        "A proxy has an address, and an address has a proxy",
        "--behind-proxy and --public-url belong together: the page answers to the proxy's own name only.",
        evidence=(Evidence("public_url", asked.public_url, origin="--public-url"),),
        fixes=(
            Fix(
                "both",
                "Give both",
                "person",
                command="owntexts up --listen 127.0.0.1:8945 --behind-proxy --public-url https://texts.example.org",
            ),
        ),
    )
