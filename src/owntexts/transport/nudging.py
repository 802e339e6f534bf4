"""Listening for nudges: a stream of server-sent events that another thread can end."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

import httpx2
import msgspec

from owntexts.transport.refusals import refusal, unreachable

SILENCE_S: Final = 120.0
"""A hub says at least a comment every 55 s; after this long without a word the connection counts as broken."""
REFUSAL_BYTES: Final = 64 << 10
NUDGE_BYTES: Final = 4 << 10
EVENT_MARKS: Final = len("data: \n\n")


class Nudge(msgspec.Struct):
    """What one event says."""

    token: int


class Nudging:
    """One stream of nudges of one hub."""

    def __init__(self, client: httpx2.Client, address: str, counted: Callable[[int], None]) -> None:
        self._client = client
        self._counted = counted
        self._address = address
        self._guard = threading.Lock()
        self._stopped = False
        self._line: socket.socket | None = None

    def tokens(self) -> Iterator[int]:
        """Head tokens, as they are said; ends quietly once stopped, with HubFailed where the connection breaks."""
        timeout = httpx2.Timeout(SILENCE_S, connect=10.0)
        try:
            with self._client.sse("/v1/nudges", timeout=timeout, max_event_size=NUDGE_BYTES) as events:
                self._hold(events.response)
                for event in events:
                    self._counted(len(event.data) + EVENT_MARKS)
                    yield msgspec.json.decode(event.data, type=Nudge).token
        except (httpx2.HTTPError, msgspec.MsgspecError) as error:
            if not self._stopped:
                raise unreachable(error, self._address) from error
        finally:
            with self._guard:
                self._line = None

    def stop(self) -> None:
        """End the stream, from whichever thread; a later `tokens` ends at once."""
        with self._guard:
            self._stopped = True
            if self._line is not None:
                with suppress(OSError):
                    self._line.shutdown(socket.SHUT_RDWR)

    def _hold(self, response: httpx2.Response) -> None:
        if not response.is_success:
            raise refusal(response.status_code, next(response.iter_raw(REFUSAL_BYTES), b""), self._address)
        with self._guard:
            self._line = response.extensions["network_stream"].get_extra_info("socket")
            if self._stopped and self._line is not None:
                self._line.shutdown(socket.SHUT_RDWR)
