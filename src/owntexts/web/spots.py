"""Places on the earth, as cards, links and geo addresses name them."""

import re
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from owntexts.model.names import straight

MAP: Final = "www.openstreetmap.org"
LONGEST_ADDRESS: Final = 2_000
GEO: Final = "geo:"
_GOOGLE: Final = re.compile(r"(?:maps\.|www\.|maps\.app\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?")
_OTHERS: Final = frozenset({"maps.apple.com", "www.openstreetmap.org", "openstreetmap.org"})
_NUMBERS: Final = r"(-?\d{1,3}(?:\.\d{1,15})?)(?:[,;]|%2C)(-?\d{1,3}(?:\.\d{1,15})?)(?![\d.])"
_IN_A_CARD: Final = re.compile(rf"(?:\A(?:geo:)?|[?&](?:ll|coordinate)=){_NUMBERS}", re.IGNORECASE)
_IN_A_LINK: Final = re.compile(
    rf"(?:[?&](?:ll|coordinate|q|query|daddr)=|/@|/place/|/search/){_NUMBERS}", re.IGNORECASE
)
_IS_NUMBERS: Final = re.compile(rf"\s*{_NUMBERS}\s*")


class Spot(NamedTuple):
    """A place on the earth, in degrees."""

    latitude: float
    longitude: float

    @property
    def words(self) -> str:
        """'60.16990, 24.93840'."""
        return f"{self.latitude:.5f}, {self.longitude:.5f}"

    @property
    def href(self) -> str:
        """A map of it elsewhere; nothing of what the place calls itself goes into the address."""
        latitude, longitude = f"{self.latitude:.5f}", f"{self.longitude:.5f}"
        return f"https://{MAP}/?mlat={latitude}&mlon={longitude}#map=16/{latitude}/{longitude}"


def of_card(text: str) -> Spot | None:
    """What a card's GEO or URL says."""
    return _spot(_IN_A_CARD.search(text[:LONGEST_ADDRESS]))


def of_address(address: str) -> Spot | None:
    """What the address of a map, or a geo address, says; None for every other one."""
    if address[: len(GEO)].lower() == GEO:
        return of_card(address)
    is_of_a_map = "://" in address[:LONGEST_ADDRESS] and _is_of_a_map(address)
    return _spot(_IN_A_LINK.search(address[:LONGEST_ADDRESS])) if is_of_a_map else None


def name_in(address: str) -> str:
    """What the address of a map calls the place; nothing where it calls it by its coordinates."""
    said = dict(parse_qsl(urlsplit(address).query[:LONGEST_ADDRESS]))
    name = straight(said.get("name") or said.get("q") or "")
    return "" if _IS_NUMBERS.fullmatch(name) else name


def _is_of_a_map(address: str) -> bool:
    try:
        told = urlsplit(address)
        host = told.hostname or ""
    except ValueError:
        return False
    by_google = _GOOGLE.fullmatch(host) and (host.startswith("maps.") or told.path.startswith("/maps"))
    return told.scheme.lower() in {"http", "https"} and (host in _OTHERS or bool(by_google))


def _spot(found: re.Match[str] | None) -> Spot | None:
    if found is None:
        return None
    spot = Spot(float(found[1]), float(found[2]))
    return spot if abs(spot.latitude) <= 90 and abs(spot.longitude) <= 180 else None  # noqa: PLR2004 - degrees
