"""How often: sliding windows over names and addresses, in bounded memory."""

import ipaddress
import threading
from collections import OrderedDict, deque
from typing import Final

from owntexts.hub.service.refusals import too_often

KEYS: Final = 10_000
_IPV6_NETWORK: Final = 64


class Window:
    """At most `most` tries per key in any `span_ms`; of very many keys the one quiet longest is forgotten."""

    def __init__(self, most: int, span_ms: int) -> None:
        self._most = most
        self._span_ms = span_ms
        self._tries: OrderedDict[str, deque[int]] = OrderedDict()
        self._guard = threading.Lock()

    def take(self, key: str, now: int) -> None:
        """Count one try; Refused with the seconds to wait when there were too many."""
        with self._guard:
            tries = self._recent(key, now)
            if len(tries) >= self._most:
                raise too_often(1 + (tries[0] + self._span_ms - now) // 1000)
            tries.append(now)

    def give_back(self, key: str) -> None:
        """A try that turned out well does not count."""
        with self._guard:
            tries = self._tries.get(key)
            if tries:
                tries.pop()

    def _recent(self, key: str, now: int) -> deque[int]:
        tries = self._tries.setdefault(key, deque())
        self._tries.move_to_end(key)
        while tries and tries[0] <= now - self._span_ms:
            tries.popleft()
        while len(self._tries) > KEYS:
            self._tries.popitem(last=False)
        return tries


def address_key(address: str) -> str:
    """One key for all addresses that one party commands: an IPv4 address, or an IPv6 network."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    mapped = parsed.ipv4_mapped
    return str(mapped or ipaddress.ip_network((parsed, _IPV6_NETWORK), strict=False))
