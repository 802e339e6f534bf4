"""`owntexts hub`: run a hub, and manage the one whose data lies in a folder."""

import logging
import secrets
import sys
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Final

from cyclopts import App
from msgspec import Struct

from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.hub_copies import Data, backup, check, restore
from owntexts.cli.listening import place_to_listen
from owntexts.cli.output import show
from owntexts.cli.sizes import size
from owntexts.crypto.certificate import fingerprint, make_certificate, names_of
from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.explain.amounts import size_in_words
from owntexts.hub import operator
from owntexts.hub.addresses import certificate_names
from owntexts.hub.backends.folder import DataFolder, keep
from owntexts.hub.server import Ready, now_ms, serve
from owntexts.hub.settings import DEFAULT_QUOTA, HubSettings, Tls

hub_app = App(name="hub", help="Run a hub and manage it.")
for command in (check, backup, restore):
    hub_app.command(command)

LISTEN: Final = "127.0.0.1:8943"


class Served(Struct, frozen=True):
    """A hub that takes connections."""

    address: str
    link: str
    setup_code: str | None


class Link(Struct, frozen=True):
    """How devices reach a hub, as text and as a QR code drawn in characters."""

    link: str
    qr: str


@hub_app.command(name="serve")
def serve_(
    *,
    data: Data,
    listen: str = LISTEN,
    tls: str | None = None,
    behind_proxy: bool = False,
    quota: str = f"{DEFAULT_QUOTA >> 30}GiB",
    public_url: str | None = None,
    json: Json = False,
) -> None:
    """Serve the hub until it is stopped.

    Beyond this machine it needs TLS. The first account needs the setup code that is printed, unless it is made on
    this machine and neither --behind-proxy nor --public-url is given; every later one needs an invite.

    For example:
        owntexts hub serve --data ~/hub
        owntexts hub serve --data ~/hub --listen 0.0.0.0:8943 --tls auto
        owntexts hub serve --data ~/hub --behind-proxy --public-url https://texts.example.org

    Parameters
    ----------
    listen
        Where to listen, as HOST:PORT; port 0 takes a free one.
    tls
        auto (the hub makes a certificate, which devices pin by the join link), off, or CERT,KEY (two PEM files).
    behind_proxy
        A proxy stands before the hub, does TLS, and says in X-Forwarded-For for whom it asks.
    quota
        What a new account may store.
    public_url
        The address by which devices reach the hub, where it is another than the one it listens on.
    """
    host, port = place_to_listen(listen, LISTEN)
    settings = HubSettings(
        data=data,
        host=host,
        port=port,
        tls=_tls(tls, data, host, public_url),
        behind_proxy=behind_proxy,
        public_url=public_url,
        quota=size(quota),
    )
    _log_to_stderr()
    serve(settings, lambda ready: _tell(ready, json=json))


@hub_app.command
def link(*, data: Data, json: Json = False) -> None:
    """Print the link by which devices join, as text and as a QR code.

    For example:
        owntexts hub link --data ~/hub
    """
    text = operator.link(data)
    answer = Link(text, _qr(text))
    show(answer, lambda: f"{answer.link}\n\n{answer.qr}", json=json)


@hub_app.command
def invite(*, data: Data, name: str | None = None, quota: str | None = None, json: Json = False) -> None:
    """Make a code with which one new account can be created within a week.

    For example:
        owntexts hub invite --data ~/hub --name bert --quota 10GiB

    Parameters
    ----------
    name
        Only an account of this name may use it.
    quota
        What the account may store, where it is another amount than usual.
    """
    room = None if quota is None else size(quota)
    made = operator.invite(data, name=name, quota=room, now=now_ms(), random=secrets.token_bytes)
    show(made, lambda: f"{made.code}   (good for one account until {words.when(made.expires_at)})", json=json)


@hub_app.command
def accounts(*, data: Data, json: Json = False) -> None:
    """List the accounts, with all that an operator can see of them.

    For example:
        owntexts hub accounts --data ~/hub
    """
    lines = operator.accounts(data)
    show(lines, lambda: _table(lines), json=json)


@hub_app.command
def quota(name: str, amount: str, /, *, data: Data, json: Json = False) -> None:
    """Set how much an account may store. What is stored already stays.

    For example:
        owntexts hub quota ada 20GiB --data ~/hub

    Parameters
    ----------
    name
        The account's login name.
    amount
        The new quota, like 20GiB.
    """
    changed = operator.set_quota(data, name, size(amount))
    show(
        changed,
        lambda: f"{changed.name} uses {size_in_words(changed.used)} of {size_in_words(changed.quota)} now",
        json=json,
    )


def _tls(tls: str | None, data: Path, host: str, public_url: str | None) -> Tls | None:
    if tls is None or tls == "off":
        return None
    if tls == "auto":
        return _self_made(data, host, public_url)
    certificate, comma, key = tls.partition(",")
    if not (certificate and comma and key):
        raise WrongUsage(
            "This says nothing about TLS",
            "--tls is auto, off, or two files: the certificate and its key.",
            evidence=(Evidence("tls", tls, origin="--tls"),),
            fixes=(Fix("tls", "Write auto, off, or CERT,KEY", "person"),),
        )
    return _given(Path(certificate), Path(key))


def _self_made(data: Path, host: str, public_url: str | None) -> Tls:
    """The hub's own certificate, made once and kept, for devices pin it."""
    folder, names = DataFolder.made(data), certificate_names(host, public_url)
    if not (folder.certificate.exists() and folder.certificate_key.exists()):
        made = make_certificate(names, now=datetime.now(UTC))
        keep(folder.certificate_key, made.key_pem)
        keep(folder.certificate, made.certificate_pem)
    return Tls(folder.certificate, folder.certificate_key, tuple(names), fingerprint(folder.certificate.read_bytes()))


def _given(certificate: Path, key: Path) -> Tls:
    try:
        names = names_of(certificate.read_bytes())
    except (OSError, ValueError) as error:
        raise WrongUsage(
            "The certificate cannot be read",
            "--tls CERT,KEY takes two PEM files, the certificate first.",
            evidence=(Evidence("certificate", str(certificate), origin="--tls"), Evidence("answer", str(error))),
            fixes=(Fix("tls", "Give the paths of two PEM files that this user may read", "person"),),
        ) from error
    return Tls(certificate, key, names)


def _tell(ready: Ready, *, json: bool) -> None:
    served = Served(ready.serving.url, operator.link_of(ready.serving), ready.setup_code)
    show(served, lambda: _served(served), json=json)
    sys.stdout.flush()


def _served(served: Served) -> list[str]:
    lines = [f"The hub listens on {served.address}", f"Devices reach it by     {served.link}"]
    if served.setup_code is not None:
        lines.append(f"Setup code              {served.setup_code}   (for the first account, spent once)")
    return lines


def _qr(text: str) -> str:
    import segno  # noqa: PLC0415 - only drawing pays for it

    drawn = StringIO()
    segno.make(text, error="l", micro=False).terminal(drawn, border=2, compact=True)
    return drawn.getvalue().rstrip("\n")


def _table(lines: list[operator.AccountLine]) -> list[str]:
    if not lines:
        return ["No accounts yet."]
    titles = ("name", "devices", "used", "quota", "last seen")
    rows = (
        (each.name, each.devices, size_in_words(each.used), size_in_words(each.quota), words.when(each.last_seen_at))
        for each in lines
    )
    return list(words.columns(titles, rows))


def _log_to_stderr() -> None:
    """One line a request: what was asked, how it ended, how long it took; no names, tokens or addresses."""
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    logging.getLogger("owntexts.hub").setLevel(logging.INFO)
