"""docs/protocol.md says which key a row has: its test vectors are read from the page."""

import json
import re
from pathlib import Path

from tests.sources.telephony.making import ADA, AT, text

from owntexts.model.records import DIRECTIONS, IN
from owntexts.sources.telephony.natives import native_key
from owntexts.sources.telephony.parties import Parties
from owntexts.sources.telephony.rows import MultimediaRow

PARTIES = Parties("+12025550143", ("+12025550143",))


def test_keys_are_as_told(checkout: Path) -> None:
    page = (checkout / "docs" / "protocol.md").read_text("utf-8")
    block = re.search(r"<!-- vectors of records -->\n```json\n(.*?)\n```", page, re.DOTALL)
    assert block
    vectors = json.loads(block[1])["telephony keys"]
    assert len(vectors) == 4
    for vector in vectors:
        told = vector["row"]
        row = MultimediaRow(
            box=None, written=told["time"], at=None, transaction=told["transaction"], message_id=told["message id"]
        )
        way = DIRECTIONS.index(told["direction"])
        assert native_key(row, way, PARTIES, "hello", vector["occurrence"]) == vector["key"]


def test_a_text_has_the_composed_key() -> None:
    key = native_key(text("a\r\nb"), IN, Parties(ADA, (ADA,)), "a\r\nb", 2)
    assert key == f"in\x005550101\x00{AT}\x002\x00a\nb"
