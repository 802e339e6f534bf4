"""Which versions of Owntexts this hub still serves."""

import re
from typing import Final

from owntexts.hub.service.refusals import malformed, version_apart

OLDEST_CLIENT: Final = "0.1.0"
HEADER: Final = "owntexts-version"
PATTERN: Final = r"^[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}([a-z0-9.+-]{0,20})?$"


def check_version(given: str | None) -> None:
    """Refused where the client does not say its version, or says one that is too old."""
    if given is None or re.match(PATTERN, given) is None:
        raise malformed("The header Owntexts-Version is missing, or is no version.")
    if _numbers(given) < _numbers(OLDEST_CLIENT):
        raise version_apart(f"This hub serves Owntexts {OLDEST_CLIENT} and newer.")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]+", version)[:3])
