"""Write the tables of docs/conditions.md: the limits by preset, and the figures of a commuter's year."""

import re
import sys
from pathlib import Path

from owntexts.conditions.settings import PRESETS, SETTINGS
from owntexts.testing.commuter import year
from owntexts.testing.simulation import Year, live_through, table

PAGE = Path(__file__).resolve().parents[1] / "docs" / "conditions.md"


def limits() -> str:
    """What each preset says of each limit."""
    rows = [f"| setting | values | {' | '.join(PRESETS)} |", "|---|---|---|---|---|"]
    for key, setting in SETTINGS.items():
        said = " | ".join(setting.under(preset) or '""' for preset in PRESETS)
        rows.append(f"| {key} | {setting.form.values} | {said} |")
    return "\n".join(rows)


def years() -> dict[str, Year]:
    """The year under each preset; takes half a minute."""
    moments = list(year())
    return {preset: live_through(moments, preset) for preset in PRESETS}


def with_limits(page: str) -> str:
    """The page with the limits as they are now."""
    return _with("settings", page, limits())


def with_year(page: str, figures: str) -> str:
    """The page with these figures."""
    return _with("year", page, figures)


def _with(what: str, page: str, rows: str) -> str:
    between = re.compile(rf"(<!-- from (?:a|the) {what}: [^>]+-->\n).*?(<!-- end of the {what} -->)", re.DOTALL)
    return between.sub(lambda marks: f"{marks[1]}{rows}\n{marks[2]}", page)


if __name__ == "__main__":
    PAGE.write_text(with_year(with_limits(PAGE.read_text("utf-8")), table(years())), "utf-8")
    sys.stdout.write(f"{PAGE.name} is up to date\n")
