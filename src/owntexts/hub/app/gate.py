"""What every request passes: the host it was sent to, the client's version, how many are inside, who asks."""

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from owntexts.hub.app.operations import Door
from owntexts.hub.service.callers import Caller, Member
from owntexts.hub.service.hosts import Hosts
from owntexts.hub.service.refusals import busy, signed_out, wrong_host
from owntexts.hub.service.services import Services

MOST_INSIDE: Final = 128


@dataclass(frozen=True)
class Surroundings:
    """Where the hub stands: which hosts it answers to, and what is in front of it."""

    hosts: Hosts
    behind_proxy: bool = False
    public: bool = False


class Gate:
    """The gate of one hub."""

    def __init__(self, services: Services, surroundings: Surroundings) -> None:
        self._services = services
        self._around = surroundings
        self._inside = 0

    def check_host(self, request: Request) -> None:
        host = request.headers.get("host", "")
        if not self._around.hosts.is_mine(host):
            raise wrong_host(host)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """One more request inside until its answer is sent, unless there are too many (streams are counted apart)."""
        if self._inside >= MOST_INSIDE:
            raise busy("Too many requests at once.")
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    def address(self, request: Request) -> str:
        """Whom limits count against: the peer or, behind a proxy, whom the proxy names last."""
        if self._around.behind_proxy:
            named = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
            if named:
                return named
        return request.client.host if request.client else ""

    def is_at_home(self, request: Request) -> bool:
        """Whether it comes from this machine, with nothing in between that could have brought it from elsewhere."""
        if self._around.behind_proxy or self._around.public or request.client is None:
            return False
        try:
            return ipaddress.ip_address(request.client.host).is_loopback
        except ValueError:
            return False

    def caller(self, authorization: str, door: Door) -> Caller:
        """Who asks at a door that is not open to anyone, or a refusal. Reads the database."""
        scheme, _, bearer = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise signed_out()
        caller = self._services.callers.recognised(bearer.strip())
        if door is Door.MEMBERS and not isinstance(caller, Member):
            raise signed_out()
        return caller
