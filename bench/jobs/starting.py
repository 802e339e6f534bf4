"""`owntexts status` from nothing, against a Python that does nothing."""

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
STATUS = (sys.executable, "-c", "import sys; from owntexts.cli.main import run; sys.exit(run())", "status", "--json")


def start(folder: Path, messages: int, rounds: int) -> tuple[Figure, ...]:
    with places.home(folder / "home") as home:
        places.imported(home, places.store(folder, messages))
    environment = {**os.environ, "OWNTEXTS_HOME": str(folder / "home")}
    pairs = [(_wall(NOTHING, environment), _wall(STATUS, environment)) for _ in range(STARTS * rounds)]
    nothing = statistics.median(pair[0] for pair in pairs) * 1000
    status = statistics.median(pair[1] for pair in pairs) * 1000
    return (
        plain("python -c pass", nothing, "ms"),
        plain("owntexts status", status, "ms"),
        plain("owntexts status, beyond python", status - nothing, "ms", goal=250),
    )


def _wall(command: tuple[str, ...], environment: dict[str, str]) -> float:
    def run() -> None:
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)

    return taken(run).wall
