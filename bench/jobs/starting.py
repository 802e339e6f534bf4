"""`owntexts status` and `why` from nothing, against a Python that does nothing.

As installed: a package manager compiles the modules once, so a machine that is told never to keep what it compiled
would measure the compiler.
"""

import os
import statistics
import subprocess
import sys
from pathlib import Path

from bench import places
from bench.figures import Figure, plain
from bench.timing import taken

STARTS = 5
NOTHING = (sys.executable, "-c", "pass")
OWNTEXTS = (sys.executable, "-c", "import sys; from owntexts.cli.main import run; sys.exit(run())")


def start(folder: Path, messages: int, rounds: int) -> tuple[Figure, ...]:
    with places.home(folder / "home") as home:
        places.imported(home, places.store(folder, messages))
    environment = _as_installed() | {"OWNTEXTS_HOME": str(folder / "home")}
    commands = (NOTHING, (*OWNTEXTS, "status", "--json"), (*OWNTEXTS, "why", "--json"))
    for command in commands:
        _wall(command, environment)
    times = [[_wall(command, environment) for command in commands] for _ in range(STARTS * rounds)]
    nothing, status, why = (statistics.median(each) * 1000 for each in zip(*times, strict=True))
    return (
        plain("python -c pass", nothing, "ms"),
        plain("owntexts status", status, "ms"),
        plain("owntexts status, beyond python", status - nothing, "ms", goal=250),
        plain("owntexts why, beyond python", why - nothing, "ms", goal=250),
    )


def _as_installed() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _wall(command: tuple[str, ...], environment: dict[str, str]) -> float:
    def run() -> None:
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)

    return taken(run).wall
