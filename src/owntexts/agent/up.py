"""Hub (if none is configured), agent and page in one process, until the person ends it."""

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

import uvicorn
from msgspec import Struct

from owntexts.agent.background import loop_of, stop_on_signals
from owntexts.agent.control import alive
from owntexts.agent.home import Home
from owntexts.agent.loop import Loop
from owntexts.errors import Busy, OwntextsError, WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.hub.server import HubServer, Ready
from owntexts.hub.settings import HubSettings

HUB_PORT: Final = 8943
STARTING_S: Final = 30.0
Asgi = Callable[..., Any]


class Started(Struct, frozen=True):
    """What runs now: the page's one-time address, this process's own hub where it has one, and whose account it is."""

    page: str
    hub: str | None
    account: str | None


class Page(Struct, frozen=True):
    """A web app, a call that makes a path which opens it once, and two that end it.

    `ending` is called in the event loop as soon as the end is wanted: pages that listen are hung up on. `close` comes
    when it is over.
    """

    app: Asgi
    opening: Callable[[], str]
    ending: Callable[[], None]
    close: Callable[[], None]


def run(
    home: Home,
    listen: tuple[str, int],
    page: Callable[[frozenset[str], str | None], Page],
    told: Callable[[Started], None],
) -> None:
    """Serve until SIGINT or SIGTERM. `page` gets the values of Host that are this device's own, and its own hub.

    `told` is called once everything listens. Where another process is this home's agent, it goes on being it.
    """
    with _listening(*listen) as line, _own_hub(home) as hub:
        host, port = line.getsockname()[:2]
        shown = page(frozenset({f"{host}:{port}", f"localhost:{port}"}), hub)
        loop = None if alive(home.path) else loop_of(home)
        membership = home.identity.membership

        def started() -> None:
            address = f"http://{host}:{port}{shown.opening()}"
            told(Started(address, hub, membership.name if membership else None))

        try:
            asyncio.run(_serve(_Server(_config(shown.app), started), line, loop, shown.ending))
        finally:
            shown.close()


class _Server(uvicorn.Server):
    """Says when it is ready; signals are the caller's."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None: they end the agent too."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


async def _serve(server: _Server, line: socket.socket, loop: Loop | None, ending: Callable[[], None]) -> None:
    def stop() -> None:
        ending()
        server.should_exit = True
        if loop is not None:
            loop.stop()

    stop_on_signals(stop)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(server.serve([line]))
        if loop is not None:
            tasks.create_task(loop.run())


def _config(app: Asgi) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    if not _is_loopback(host):
        raise WrongUsage(
            "The page opens on this device only",
            "Other screens need TLS and a login, which this version does not have yet.",
            evidence=(Evidence("listen", f"{host}:{port}", "127.0.0.1", "--listen"),),
            fixes=(Fix("loopback", "Listen on 127.0.0.1", "person", command="owntexts up --listen 127.0.0.1:8944"),),
        )
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind(("127.0.0.1", port))
        except OSError as error:
            raise _taken(port, error) from error
        yield line


@contextmanager
def _own_hub(home: Home) -> Iterator[str | None]:
    """A hub in the home, where this device has no other; its address."""
    settings = _hub_settings(home)
    if settings is None:
        yield None
        return
    server = HubServer(settings)
    starting: list[Ready | OwntextsError] = []
    ready = threading.Event()

    def heard(said: Ready | OwntextsError) -> None:
        starting.append(said)
        ready.set()

    def serve() -> None:
        try:
            server.run(heard)
        except OwntextsError as error:
            heard(error)

    thread = threading.Thread(target=serve, name="hub")
    thread.start()
    try:
        ready.wait(STARTING_S)
        yield _address(starting)
    finally:
        server.stop()
        thread.join()


def _address(starting: list[Ready | OwntextsError]) -> str:
    if not starting:
        raise Busy("The hub did not start in time", f"It was given {STARTING_S:.0f} seconds.")
    said = starting[0]
    if isinstance(said, OwntextsError):
        raise said
    return said.serving.url


def _hub_settings(home: Home) -> HubSettings | None:
    """How this home's own hub is to be served; None where its account is on another."""
    folder = home.path / "hub"
    membership = home.identity.membership
    if membership is None:
        return HubSettings(folder, port=_free_or(HUB_PORT))
    address = urlsplit(membership.hub)
    if not folder.exists() or not _is_loopback(address.hostname or ""):
        return None
    return HubSettings(folder, port=address.port or HUB_PORT)


def _free_or(port: int) -> int:
    """The usual port, or 0 (any) where it is taken."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _taken(port: int, error: OSError) -> Busy:
    return Busy(
        "The page cannot listen there",
        "Another program may have the port.",
        evidence=(Evidence("listen", f"127.0.0.1:{port}", origin="--listen"), Evidence("answer", error.strerror)),
        fixes=(Fix("other_port", "Choose another port; 0 takes any free one", "person"),),
    )
