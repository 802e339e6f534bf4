"""Places to listen, taken at once: two sockets may be bound to one port until one of them listens."""

import errno
import socket
from typing import Final

BACKLOG: Final = 256


def line(host: str, port: int, *, or_free: bool = False) -> socket.socket:
    """A socket that listens there, or on a free port where that one is taken and `or_free` allows it.

    It is made with IPPROTO_TCP: asyncio then sends small answers at once (TCP_NODELAY). Raises OSError.
    """
    try:
        return _listening(host, port)
    except OSError as error:
        if or_free and error.errno == errno.EADDRINUSE:
            return _listening(host, 0)
        raise


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(("127.0.0.1" if host == "localhost" else host, port))
        made.listen(BACKLOG)
    except OSError:
        made.close()
        raise
    return made
