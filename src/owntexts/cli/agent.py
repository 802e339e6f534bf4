"""`owntexts agent`: the program that syncs in the background."""

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Literal

from cyclopts import App
from msgspec import Struct

from owntexts.agent.control import alive
from owntexts.agent.home import open_home
from owntexts.cli.flags import Json
from owntexts.cli.listening import place_to_listen
from owntexts.cli.output import show

if TYPE_CHECKING:
    from owntexts.agent.home import Home
    from owntexts.agent.installing import Service

UP: Final = ("up", "--no-browser")

app = App(name="agent", help="The program that syncs in the background.")


class AgentState(Struct, frozen=True):
    """Whether an agent runs on this home, as which process, and whether it syncs just now."""

    agent: Literal["running", "not_running"]
    pid: int | None
    syncing: bool


@app.command
def run(*, json: Json = False) -> None:
    """Sync in the background until it is ended.

    For example:
        owntexts agent run
    """
    from owntexts.agent import background  # noqa: PLC0415 - `agent status` needs none of it

    with open_home() as home:

        def ready() -> None:
            show(
                AgentState("running", os.getpid(), syncing=False),
                lambda: "The agent runs. Press Ctrl-C to end.",
                json=json,
            )
            sys.stdout.flush()

        background.run(home, ready)


@app.command
def status(*, json: Json = False) -> None:
    """Say whether an agent runs on this device.

    For example:
        owntexts agent status
    """
    with open_home() as home:
        found = alive(home.path)
    state = AgentState("running", found.pid, found.syncing) if found else AgentState("not_running", None, syncing=False)
    show(state, lambda: _in_words(state), json=json)


@app.command
def install(*, page: bool = False, listen: str | None = None, json: Json = False) -> None:
    """Have your system start the agent with your session: systemd on Linux, launchd on a Mac.

    For example:
        owntexts agent install
        owntexts agent install --page
        owntexts agent install --page --listen 0.0.0.0:8945

    Parameters
    ----------
    page
        Serve the page too, as `owntexts up` does; you sign in there with the account's password.
    listen
        Where the page listens, as HOST:PORT, when that is not 127.0.0.1:8944.
    """
    from owntexts.agent import installing  # noqa: PLC0415 - `agent status` needs none of it

    with open_home() as home:
        words = _page_words(home, listen) if page or listen else installing.AGENT
        service = installing.install(home, words=words)
    show(service, lambda: _service_told(service, "is installed"), json=json)


@app.command
def uninstall(*, json: Json = False) -> None:
    """Take the agent out of what your system starts.

    For example:
        owntexts agent uninstall
    """
    from owntexts.agent import installing  # noqa: PLC0415 - `agent status` needs none of it

    with open_home() as home:
        service = installing.uninstall(home)
    show(service, lambda: _service_told(service, "was taken away"), json=json)


def _page_words(home: "Home", listen: str | None) -> tuple[str, ...]:
    from owntexts.agent.membership import required  # noqa: PLC0415 - see above

    required(home)
    if listen is None:
        return UP
    from owntexts.cli.up import PAGE  # noqa: PLC0415 - see above

    place_to_listen(listen, PAGE)
    return *UP, "--listen", listen


def _service_told(service: "Service", what: str) -> Iterator[str]:
    yield f"The {service.manager} service {what}: {service.file}"
    if service.steps:
        yield "What is left for you:"
        yield from (f"  {step}" for step in service.steps)


def _in_words(state: AgentState) -> str:
    if state.pid is None:
        return "No agent runs. Start one: owntexts agent run"
    return f"The agent runs as process {state.pid}{' and syncs just now' if state.syncing else ''}."
