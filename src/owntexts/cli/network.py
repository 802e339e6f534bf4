"""`owntexts network reset`: forget the way to the hub, and look for it again."""

from collections.abc import Iterator

from cyclopts import App

from owntexts.agent import network
from owntexts.agent.home import open_home
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import show

app = App(name="network", help="The way to the hub.")


@app.command
def reset(*, json: Json = False) -> None:
    """Forget connections, cached addresses and waiting times, and probe the network and the hub anew.

    For example:
        owntexts network reset
    """
    with open_home() as home:
        done = network.reset(home)
    show(done, lambda: _told(done), json=json)


def _told(done: network.Reset) -> Iterator[str]:
    yield f"Forgotten: {', '.join(done.forgotten)}."
    yield f"Proxies: {done.proxies}."
    yield from (f"{name}: {'unknown' if value is None else value}" for name, value in done.readings.items())
    if done.hub is not None:
        said = f"answers (Owntexts {done.hub.version})" if done.hub.reachable else "does not answer"
        yield f"The hub at {done.hub.address} {said}."
    for finding in done.findings:
        yield ""
        yield from words.of_finding(finding)
