"""Reading on a phone: a one-time link as a QR, and how the phone comes to trust this device."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from owntexts.errors import WrongUsage
from owntexts.web import qr
from owntexts.web.forms import Form
from owntexts.web.frame import Frame
from owntexts.web.needs.reaching import Network
from owntexts.web.pages.settled import Settled, Shown
from owntexts.web.sessions import LINK_SECONDS, Sessions

PAGE: Final = "/settings/phone"
ROOT: Final = "/owntexts.crt"
CERTIFICATE: Final = "application/x-x509-ca-cert"
PAIR: Final = 2


class Phone:
    """The page with the QR, the one about trust, and the certificate itself."""

    def __init__(self, frame: Frame, sessions: Sessions, network: Network | None) -> None:
        self._frame = frame
        self._sessions = sessions
        self._network = network
        self._page = Settled(frame, "phone", self._facts)
        self._trust = Settled(frame, "trust", self._facts)

    def routes(self) -> list[Route]:
        return [
            Route(PAGE, self._page.page),
            Route(f"{PAGE}/link", self._page.does(self._link), methods=["POST"]),
            Route("/help/trust", self._trust.page),
            Route(ROOT, self.root),
        ]

    def root(self, _request: Request) -> Response:
        """The certificate that phones may be told to trust; it is no secret."""
        root = self._network.root if self._network else None
        if root is None:
            return Response(status_code=404)
        return Response(root.read_bytes(), media_type=CERTIFICATE)

    def _facts(self, request: Request) -> Mapping[str, Any]:
        network = self._network
        return {
            "addresses": network.addresses() if network else [],
            "fingerprint": _in_pairs(network.fingerprint) if network and network.fingerprint else None,
            "root": ROOT if network and network.root else None,
            "is_here": self._frame.is_here(request),
            "link": None,
            "code": None,
            "minutes": LINK_SECONDS // 60,
        }

    def _link(self, request: Request, form: Form) -> Shown:
        self._frame.must_be_here(request)
        addresses = self._network.addresses() if self._network else []
        if not addresses:
            raise WrongUsage("No other screen can come in", "Owntexts was started for this device only.")
        chosen = form.get("address", "")
        base = chosen if chosen in addresses else addresses[0]
        link = f"{base}/open/{self._sessions.link()}"
        return Shown({"link": link, "code": qr.drawn(link)})


def _in_pairs(fingerprint: str) -> str:
    """'3F A0 …', as systems show it."""
    pairs = (fingerprint[place : place + PAIR] for place in range(0, len(fingerprint), PAIR))
    return " ".join(pairs).upper()
