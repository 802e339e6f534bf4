"""The three standard streams, whatever whoever called us made of them."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from owntexts.errors import OwntextsError
from owntexts.explain import Evidence, Fix

STREAMS: Final = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


class NotPrinted(OwntextsError):
    """Stdout takes nothing: its disk is full, or the device that it leads to has a fault."""


def complete() -> None:
    """Makes a stream that was closed before we began lead nowhere; else the next file opened would take its number."""
    for number, (name, mode) in enumerate(STREAMS):
        if getattr(sys, name) is None:
            _lead_nowhere(number)
            setattr(sys, name, open(number, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - as long as we run


@contextmanager
def printing() -> Iterator[None]:
    """Raises NotPrinted where stdout takes nothing more, and BrokenPipeError where its reader went away."""
    try:
        yield
    except BrokenPipeError:
        give_up_stdout()
        raise
    except OSError as error:
        give_up_stdout()
        raise _not_printed(error) from error


def give_up_stdout() -> None:
    """Says nothing more on stdout, not even at exit."""
    _lead_nowhere(sys.stdout.fileno())


def _lead_nowhere(number: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere != number:
        os.dup2(nowhere, number)
        os.close(nowhere)


def _not_printed(error: OSError) -> NotPrinted:
    return NotPrinted(
        "The answer could not be written to where it was to go",
        "What was asked for is done, as far as it goes; only what there is to say about it is lost.",
        evidence=(Evidence("fault", error.strerror or type(error).__name__, origin="stdout"),),
        fixes=(Fix("elsewhere", "Let the answer go to a place that has room and may be written to", "person"),),
    )
