"""A Messages database into a searchable, encrypted replica; then searches in it."""

from collections.abc import Sequence
from pathlib import Path

from bench import floors, places
from bench.figures import Figure, plain, ratio
from bench.timing import Taken, best, percentile, taken
from owntexts.agent.home import Home
from owntexts.replica.search import search

QUERIES = (
    "telescope",
    "greenh*",
    '"the old lighthouse"',
    "watermelon tonight",
    "ok",
    "望远镜",
    "Waldkirchen",
    "umbrella lunchtime",
)
REPEATS = 10
SHOWN = 50


def import_(folder: Path, messages: int, rounds: int) -> tuple[Figure, ...]:
    chat_db = places.store(folder, messages)
    floor_times: list[Taken] = []
    product_times: list[Taken] = []
    search_times: list[float] = []
    for number in range(rounds):
        floor_times.append(_floor(chat_db, folder / f"floor-{number}.db"))
        with places.home(folder / f"home-{number}") as home:
            product_times.append(taken(lambda: places.imported(home, chat_db)))
            search_times += _searches(home)
    floor, product = best(floor_times), best(product_times)
    return (
        ratio("import, on the clock", product.wall, floor.wall, goal=2),
        ratio("import, processor time", product.cpu, floor.cpu, goal=2),
        plain("import, per message", product.wall / messages * 1e6, "us"),
        plain("search, p95", percentile(search_times, 95) * 1000, "ms", goal=50),
    )


def _floor(chat_db: Path, target: Path) -> Taken:
    return taken(lambda: floors.import_store(chat_db, target))


def _searches(home: Home) -> Sequence[float]:
    """Seconds of each search, first results of many."""
    return [taken(lambda: search(home.replica, query, SHOWN)).wall for query in QUERIES * REPEATS]  # noqa: B023
