"""Write the table of docs/reasons/README.md from its pages, in the order in which findings of equal weight are told."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from owntexts.explain import CODES

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reasons"
INDEX = FOLDER / "README.md"
BETWEEN = re.compile(r"(<!-- from the pages: scripts/reasons.py -->\n).*?(<!-- end -->)", re.DOTALL)
FACTS = "| holds | severity | passes by itself | `sync --now` |\n|---|---|---|---|\n"
SHAPE = re.compile(
    r"# (?P<code>[a-z_.]+)\n\n"
    r"\*\*(?P<title>[^*\n]+)\.\*\* (?P<sentence>[^|]+?)\n\n"
    + re.escape(FACTS)
    + r"\| (?P<holds>[^|\n]+) \| (?P<severity>[^|\n]+) \| (?P<itself>[^|\n]+) \| (?P<now>[^|\n]+) \|\n\n"
    r"## How it shows\n\n(?P<shows>[^#]+?)\n\n"
    r"## What is measured\n\n(?P<measured>- [^#]+?)\n\n"
    r"## What ends it\n\n(?P<ends>- .+)\n",
    re.DOTALL,
)


class Page(NamedTuple):
    """What one page says of its code; `holds` are lanes, `now` is what `sync --now` does."""

    code: str
    title: str
    sentence: str
    holds: str
    severity: str
    itself: str
    now: str
    shows: str
    measured: str
    ends: str


def read(code: str, folder: Path = FOLDER) -> Page:
    """The page of a code. Raises ValueError for one that has another shape."""
    shape = SHAPE.fullmatch((folder / f"{code}.md").read_text("utf-8"))
    if shape is None:
        raise ValueError(f"docs/reasons/{code}.md is not shaped like the others")
    return Page(**shape.groupdict())


def table() -> Iterator[str]:
    """A row for each code."""
    yield "| code | what it says | holds | severity | passes by itself | `sync --now` |"
    yield "|---|---|---|---|---|---|"
    for page in map(read, CODES):
        code = f"[{page.code}]({page.code}.md)"
        yield f"| {code} | {page.title} | {page.holds} | {page.severity} | {page.itself} | {page.now} |"


def with_table(text: str) -> str:
    """The page with the table as the pages say it now."""
    rows = "\n".join(table())
    return BETWEEN.sub(lambda marks: f"{marks[1]}{rows}\n{marks[2]}", text)


if __name__ == "__main__":
    INDEX.write_text(with_table(INDEX.read_text("utf-8")), "utf-8")
    sys.stdout.write(f"reasons/{INDEX.name} is up to date\n")
