"""`python -m bench [JOB] [--messages N] [--rounds N] [--json FILE]`; without a job, all of them."""

import argparse
import tempfile
from pathlib import Path

from bench.figures import keep, report, show
from bench.jobs import JOBS

LARGE = 500_000


def main() -> None:
    asked = _asked()
    for name in [asked.job] if asked.job else JOBS:
        rounds = asked.rounds or (1 if asked.messages >= LARGE else 3)
        with tempfile.TemporaryDirectory(prefix="owntexts-bench-") as folder:
            done = report(name, asked.messages, JOBS[name](Path(folder), asked.messages, rounds))
        show(done)
        print(f"  kept in {keep(done, asked.json)}\n")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Speed, as ratios to floors of the same run.")
    parser.add_argument("job", nargs="?", choices=tuple(JOBS), help="all of them where none is given")
    parser.add_argument("--messages", type=int, default=100_000, help="rows in the generated store (100000)")
    parser.add_argument("--rounds", type=int, help="how often each is measured; the best counts")
    parser.add_argument("--json", type=Path, help="where the figures go, instead of bench/results")
    return parser.parse_args()


if __name__ == "__main__":
    main()
