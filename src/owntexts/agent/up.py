"""Hub (if none is configured), agent and page in one process, until the person ends it."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

import uvicorn
from msgspec import Struct

from owntexts.agent import abroad as doors
from owntexts.agent.abroad import Abroad, Network
from owntexts.agent.background import loop_of, stop_on_signals
from owntexts.agent.control import alive
from owntexts.agent.home import Home
from owntexts.agent.loop import Loop
from owntexts.errors import Busy, OwntextsError
from owntexts.hub.patience import PatientProtocol
from owntexts.hub.server import HubServer, Ready
from owntexts.hub.settings import HubSettings, Tls, is_loopback

HUB_PORT: Final = 8943
STARTING_S: Final = 30.0
Asgi = Callable[..., Any]


class Started(Struct, frozen=True):
    """What runs now: the page's one-time address, this process's own hub where it has one, and whose account it is.

    `network` is where other screens come in, if they may.
    """

    page: str
    hub: str | None
    account: str | None
    network: str | None = None


class Places(Struct, frozen=True):
    """Where the page is found: the values of Host on this device, its own hub, and its network if it may be asked."""

    hosts: frozenset[str]
    hub: str | None
    network: Network | None


class Page(Struct, frozen=True):
    """A web app as it is for this device and for its network, a call that makes a path which opens it once, two more.

    `ending` is called in the event loop as soon as the end is wanted: pages that listen are hung up on. `close` comes
    when it is over.
    """

    app: Asgi
    network: Asgi | None
    opening: Callable[[], str]
    ending: Callable[[], None]
    close: Callable[[], None]


def run(
    home: Home,
    listen: tuple[str, int],
    page: Callable[[Places], Page],
    told: Callable[[Started], None],
    abroad: Abroad | None = None,
) -> None:
    """Serve on loopback, and `abroad` too where that is asked for, until SIGINT or SIGTERM.

    Beside `abroad` the port on loopback gives way to a free one where it is taken: a family's pages share a machine.
    `told` is called once everything listens. Where another process is this home's agent, it goes on being it.
    """
    with ExitStack() as open_until_then:
        far = open_until_then.enter_context(doors.listening(abroad.host, abroad.port)) if abroad else None
        line = open_until_then.enter_context(doors.listening(*listen, or_free=far is not None))
        hub = open_until_then.enter_context(_own_hub(home))
        network = doors.reached(abroad, far.getsockname()[1]) if abroad and far else None
        host, port = line.getsockname()[:2]
        shown = page(Places(frozenset({f"{host}:{port}", f"localhost:{port}"}), hub, network))
        open_until_then.callback(shown.close)
        membership = home.identity.membership

        def started() -> None:
            account = membership.name if membership else None
            address = f"http://{host}:{port}{shown.opening()}"
            told(Started(address, hub, account, network.addresses()[0] if network else None))

        servers = [(_Server(_config(shown.app), started), line)]
        if far and abroad and shown.network:
            servers.insert(0, (_Server(_config(shown.network, abroad.tls)), far))
        loop = None if alive(home.path) else loop_of(home)
        asyncio.run(_serve(servers, loop, shown.ending))


class _Server(uvicorn.Server):
    """Says when it is ready; signals are the caller's."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None] = lambda: None) -> None:
        super().__init__(config)
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None: they end the agent too."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


async def _serve(
    servers: Sequence[tuple[_Server, socket.socket]], loop: Loop | None, ending: Callable[[], None]
) -> None:
    def stop() -> None:
        ending()
        for server, _ in servers:
            server.should_exit = True
        if loop is not None:
            loop.stop()

    stop_on_signals(stop)
    async with asyncio.TaskGroup() as tasks:
        for server, line in servers:
            tasks.create_task(server.serve([line]))
        if loop is not None:
            tasks.create_task(loop.run())


def _config(app: Asgi, tls: Tls | None = None) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
        ssl_certfile=str(tls.certificate) if tls else None,
        ssl_keyfile=str(tls.key) if tls else None,
    )


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
        return HubSettings(folder, port=HUB_PORT, or_free=True)
    address = urlsplit(membership.hub)
    if not folder.exists() or not is_loopback(address.hostname or ""):
        return None
    return HubSettings(folder, port=address.port or HUB_PORT)
