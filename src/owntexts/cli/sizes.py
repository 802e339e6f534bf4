"""Sizes as people write them on the command line: 5GiB, 10MiB, 700KB, 4096."""

from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.explain.amounts import read_size


def size(text: str) -> int:
    """Bytes; WrongUsage for what is no size."""
    found = read_size(text)
    if found is None:
        raise WrongUsage(
            "This is no size",
            "A size is a whole number with a unit.",
            evidence=(Evidence("size", text, origin="the command line"),),
            fixes=(Fix("size", "Write it like 5GiB or 500MiB", "person"),),
        )
    return found
