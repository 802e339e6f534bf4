"""Serving a hub: its folder locked, its socket ours, its streams ended before it stops."""

import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Final

import msgspec
import uvicorn
from starlette.types import ASGIApp

from owntexts.errors import Busy
from owntexts.explain import Evidence, Fix
from owntexts.hub.addresses import answers_to, told_host
from owntexts.hub.app import HubApp
from owntexts.hub.app.gate import Surroundings
from owntexts.hub.backends.files import FileObjects
from owntexts.hub.backends.folder import DataFolder, Serving
from owntexts.hub.lines import BACKLOG, line
from owntexts.hub.opening import opened
from owntexts.hub.operator import new_setup_code
from owntexts.hub.patience import PatientProtocol
from owntexts.hub.rounds import rounds
from owntexts.hub.service.hosts import Hosts
from owntexts.hub.service.services import services
from owntexts.hub.service.sweeping import Sweeper
from owntexts.hub.service.tools import Tools
from owntexts.hub.settings import HubSettings, Tls

GRACE_S: Final = 5
KEEP_ALIVE_S: Final = 75
LARGEST_HEAD: Final = 16 << 10


class Ready(msgspec.Struct, frozen=True):
    """Said once connections are taken; `setup_code` is None when there are accounts already."""

    serving: Serving
    setup_code: str | None


class HubServer:
    """One hub. `run` blocks until `stop` is called from another thread or a SIGTERM or SIGINT comes."""

    def __init__(self, settings: HubSettings) -> None:
        settings.check()
        self._settings = settings
        self._server: _Server | None = None
        self._stopped = False

    def run(self, ready: Callable[[Ready], None]) -> None:
        """Serve. Raises Busy where the folder or the port is taken."""
        folder = DataFolder.made(self._settings.data)
        with folder.locked(), closing(_listening(self._settings)) as taken:
            self._serve(folder, taken, ready)

    def stop(self) -> None:
        self._stopped = True
        if self._server is not None:
            self._server.should_exit = True

    def _serve(self, folder: DataFolder, taken: socket.socket, ready: Callable[[Ready], None]) -> None:
        objects, delays = FileObjects(folder.blobs), self._settings.delays
        with opened(folder) as database:
            objects.tidy()
            secret = folder.secret(secrets.token_bytes)
            tools = Tools(database, objects, secret, now_ms, _random, folder.backed_up_at)
            sweeper = Sweeper(tools, folder.removing, int(delays.orphaned_s * 1000))
            serving = _serving(self._settings, taken)
            app = _app(self._settings, tools)
            folder.note_serving(serving)
            code = new_setup_code(database, now_ms(), _random)
            self._server = _Server(uvicorn_config(app, self._settings.tls), app, lambda: ready(Ready(serving, code)))
            with rounds(sweeper, delays):
                if not self._stopped:
                    self._server.run([taken])
        if self._server.interrupted:
            raise KeyboardInterrupt


def serve(settings: HubSettings, ready: Callable[[Ready], None]) -> None:
    """Serve until a SIGTERM or SIGINT comes."""
    HubServer(settings).run(ready)


def now_ms() -> int:
    """Milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


_random = secrets.token_bytes


class _Server(uvicorn.Server):
    """Says when it is ready, and lets the streams go first, for they would never end by themselves."""

    def __init__(self, config: uvicorn.Config, app: HubApp, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._app = app
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """A SIGTERM is the ordinary end; uvicorn itself would die of it once more when all is done."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    @property
    def interrupted(self) -> bool:
        """Whether somebody pressed Ctrl-C."""
        return signal.SIGINT in self._captured_signals

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.end_streams()
        await super().shutdown(sockets)


def _app(settings: HubSettings, tools: Tools) -> HubApp:
    hosts = Hosts(answers_to(settings))
    around = Surroundings(hosts, behind_proxy=settings.behind_proxy, public=settings.public_url is not None)
    return HubApp(services(tools, quota=settings.quota, is_mine=hosts.is_mine, delays=settings.delays), around)


def uvicorn_config(app: ASGIApp, tls: Tls | None = None) -> uvicorn.Config:
    """How a hub's application is served."""
    return uvicorn.Config(
        app,
        http=PatientProtocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
        backlog=BACKLOG,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        ssl_certfile=str(tls.certificate) if tls else None,
        ssl_keyfile=str(tls.key) if tls else None,
    )


def _listening(settings: HubSettings) -> socket.socket:
    try:
        return line(settings.host, settings.port, or_free=settings.or_free)
    except OSError as error:
        raise _cannot_listen(settings, error) from error


def _serving(settings: HubSettings, taken: socket.socket) -> Serving:
    port = int(taken.getsockname()[1])
    scheme = "https" if settings.tls else "http"
    return Serving(
        host=settings.host,
        port=port,
        url=f"{scheme}://{_in_url(told_host(settings.host))}:{port}",
        tls=settings.tls is not None,
        sha256=settings.tls.pin if settings.tls else None,
        public_url=settings.public_url,
    )


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _cannot_listen(settings: HubSettings, error: OSError) -> Busy:
    return Busy(
        "The hub cannot listen there",
        "Another program may have the port, or this machine may not have the address.",
        evidence=(
            Evidence("listen", f"{settings.host}:{settings.port}", origin="--listen"),
            Evidence("answer", error.strerror or str(error), origin="the operating system"),
        ),
        fixes=(Fix("other-port", "Choose another port; 0 takes any free one", "person"),),
    )
