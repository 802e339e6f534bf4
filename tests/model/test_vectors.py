"""docs/protocol.md says what the code does: its test vectors are read from the page."""

import json
import re
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from owntexts.model.bucket import bucket_key
from owntexts.model.codec import decode_records, encode_records
from owntexts.model.contacts import contact
from owntexts.model.facts import Facts, encode_state, expanded, merge
from owntexts.model.handles import minimal, tail
from owntexts.model.ids import attachment_id, contact_id, pack_native, sighting_id, thread_id
from owntexts.model.natives import composed_key
from owntexts.model.records import (
    DIRECTIONS,
    Contact,
    Content,
    DeviceStatus,
    Edit,
    Grave,
    Handle,
    Header,
    Intent,
    Preview,
    Reaction,
    Sighting,
    Thread,
)

ONE = b"\x91"
KINDS = {
    "sighting": Sighting,
    "sighting with parts": Sighting,
    "thread": Thread,
    "handle": Handle,
    "reaction": Reaction,
    "edit": Edit,
    "intent": Intent,
    "grave": Grave,
    "content": Content,
    "preview": Preview,
    "contact": Contact,
    "device status": DeviceStatus,
}


@pytest.fixture(scope="module")
def page(checkout: Path) -> str:
    text = (checkout / "docs" / "protocol.md").read_text(encoding="utf-8")
    return text[text.index("## 4 Records") : text.index("## 5 ")]


@pytest.fixture(scope="module")
def vectors(page: str) -> dict[str, list[dict[str, Any]]]:
    block = re.search(r"<!-- vectors of records -->\n```json\n(.*?)\n```", page, re.DOTALL)
    assert block, "section 4 ends with its vectors"
    told: dict[str, list[dict[str, Any]]] = json.loads(block[1])
    return told


def test_ids_are_as_told(vectors: dict[str, list[dict[str, Any]]]) -> None:
    compute = {"sighting": sighting_id, "thread": thread_id, "attachment": attachment_id, "contact": contact_id}
    for vector in vectors["ids"]:
        assert compute[vector["of"]](vector["family"], vector["key"]).hex() == vector["id"]
        if "travels" in vector:
            native = pack_native(vector["key"])
            assert (native if isinstance(native, str) else native.hex()) == vector["travels"]


def test_composed_keys_are_as_told(vectors: dict[str, list[dict[str, Any]]]) -> None:
    for vector in vectors["composed keys"]:
        direction = DIRECTIONS.index(vector["direction"])
        key = composed_key(direction, vector["addresses"], vector["time"], vector["body"], vector["occurrence"])
        assert key == vector["key"]
        assert sighting_id(vector["family"], key).hex() == vector["id"]


def test_handles_are_as_told(vectors: dict[str, list[dict[str, Any]]]) -> None:
    for vector in vectors["handles"]:
        assert (minimal(vector["raw"]), tail(vector["raw"])) == (vector["minimal"], vector["tail"])


def test_keys_of_contacts_without_one_are_as_told(vectors: dict[str, list[dict[str, Any]]]) -> None:
    for vector in vectors["contents"]:
        said = contact(vector["family"], None, Header(0, 1, 50), name=vector["name"], phones=vector["phones"])
        assert said.uid == vector["uid"]


def test_bucket_keys_are_as_told(vectors: dict[str, list[dict[str, Any]]]) -> None:
    for vector in vectors["buckets"]:
        direction = DIRECTIONS.index(vector["direction"])
        assert bucket_key(direction, tuple(vector["others"]), vector["body"]) == vector["key"]


def test_every_kind_of_record_has_the_bytes_that_are_told(vectors: dict[str, list[dict[str, Any]]]) -> None:
    assert [vector["kind"] for vector in vectors["records"]] == list(KINDS)
    for vector in vectors["records"]:
        data = ONE + bytes.fromhex(vector["bytes"])
        (record,) = decode_records(data)
        assert type(record) is KINDS[vector["kind"]]
        assert encode_records([record]) == data


def test_states_are_as_told(vectors: dict[str, list[dict[str, Any]]]) -> None:
    for vector in vectors["states"]:
        facts = reduce(merge, (_alone(bytes.fromhex(data)) for data in vector["records"]))
        assert encode_state(facts).hex() == vector["state"]
        assert all(layer.parts is not True for layer in expanded(facts))


def _alone(data: bytes) -> Facts:
    (record,) = decode_records(ONE + data)
    assert isinstance(record, Sighting)
    return (record,)


def test_the_table_of_a_sighting_names_each_of_its_places(page: str) -> None:
    rows = re.findall(r"^\| (\d+) \| ([a-z ]+) \|", page, re.MULTILINE)
    told = ["kind of record", *(field.replace("_", " ") for field in Sighting.__struct_fields__)]
    named = [name.replace("native key", "native") for place, name in rows if name in {*told, "native key"}]
    assert named == told
