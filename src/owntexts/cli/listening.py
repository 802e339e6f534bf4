"""Places to listen, as they are written: HOST:PORT."""

from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix

HIGHEST_PORT = 65_535


def place_to_listen(text: str, example: str) -> tuple[str, int]:
    """Host and port of `text`; WrongUsage where it names none."""
    host, _, port = text.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    if not bare or not port.isdecimal() or int(port[:6]) > HIGHEST_PORT:
        raise WrongUsage(
            "This is no place to listen",
            f"It has a host and a port, such as {example}.",
            evidence=(Evidence("listen", text, origin="--listen"),),
            fixes=(Fix("listen", f"Write it like {example}", "person"),),
        )
    return bare, int(port)
