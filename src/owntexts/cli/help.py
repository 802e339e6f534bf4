"""The help pages: plain words, wrapped once and where the terminal ends; examples are never wrapped."""

import io
import shutil
import textwrap
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from owntexts.cli.streams import printing

if TYPE_CHECKING:
    from cyclopts.help import HelpPanel
    from cyclopts.help.formatters import PlainFormatter
    from rich.console import Console, ConsoleOptions

UNWRAPPED = 100_000
NARROWEST = 40
WIDEST = 100
EXAMPLE = " " * 4
HANGING = " " * 6


class WrappedHelp:
    """Cyclopts asks it for a page piece by piece: usage, description, a panel for each group of commands or options."""

    def __call__(self, console: "Console", options: "ConsoleOptions", panel: "HelpPanel") -> None:
        _print(console, lambda plain, wide: plain(wide, options, panel))

    def render_usage(self, console: "Console", options: "ConsoleOptions", usage: Any) -> None:
        _print(console, lambda plain, wide: plain.render_usage(wide, options, usage))

    def render_description(self, console: "Console", options: "ConsoleOptions", description: Any) -> None:
        _print(console, lambda plain, wide: plain.render_description(wide, options, description))


def _print(console: "Console", render: "Callable[[PlainFormatter, Console], None]") -> None:
    from cyclopts.help.formatters import PlainFormatter  # noqa: PLC0415 - only help pays for it
    from rich.console import Console  # noqa: PLC0415 - as above

    said = io.StringIO()
    render(PlainFormatter(), Console(file=said, width=UNWRAPPED))
    width = min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)
    with printing():
        for line in _whole_paragraphs(said.getvalue().splitlines()):
            console.file.write(_wrapped(line, width) + "\n")


def _whole_paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """Lines that go on without an indent belong together, as they do in a docstring."""
    for is_prose, group in groupby(lines, lambda line: bool(line.strip()) and not line.startswith(" ")):
        if is_prose:
            yield " ".join(line.strip() for line in group)
        else:
            yield from (line.rstrip() for line in group)


def _wrapped(line: str, width: int) -> str:
    if line.startswith(EXAMPLE):
        return line
    hanging = HANGING if line.startswith(" ") else ""
    return textwrap.fill(line, width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)
