"""docs/protocol.md is what the code does: its byte tables and vectors are read from the page and computed anew."""

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from owntexts.crypto import holders, keys, recovery, suite
from owntexts.crypto.batches import open_batch, seal
from owntexts.crypto.blobs import BlobKeys
from owntexts.crypto.cached import CacheKeys
from owntexts.crypto.devices import device_keys
from owntexts.crypto.grants import bound_to, open_grant
from owntexts.crypto.identity import Identity, cache_key, open_identity, replica_key
from owntexts.crypto.passwords import Cost, open_password
from owntexts.crypto.sign_in import sign_in
from owntexts.crypto.words import six_words
from owntexts.model.codec import encode
from owntexts.testing.accounts import SampleAccount, signed_entry
from owntexts.wire import log
from owntexts.wire.batch import BatchHeader, parse
from owntexts.wire.blob import BlobKind
from owntexts.wire.entry import Body, Grant, Holder, HolderKind
from owntexts.wire.entry import parse as parse_entry
from owntexts.wire.hub import ChangeToken
from owntexts.wire.objects import FORMAT, MAGIC, SUITE, Kind, frame
from owntexts.wire.signing import login_message, verify

Vector = dict[str, Any]


@pytest.fixture(scope="module")
def page(checkout: Path) -> str:
    return (checkout / "docs" / "protocol.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def vectors(page: str) -> dict[str, Vector]:
    found = re.findall(r"<!-- vectors: (\w+) -->\n```json\n(.*?)\n```", page, re.DOTALL)
    return {name: json.loads(text) for name, text in found}


def from_hex(vector: Vector, *names: str) -> list[bytes]:
    return [bytes.fromhex("".join(vector[name])) for name in names]


def test_every_vector_of_the_page_is_checked_here(vectors: dict[str, Vector]) -> None:
    checked = set(re.findall(r'vectors\["(\w+)"\]', Path(__file__).read_text(encoding="utf-8")))
    assert set(vectors) == checked


def test_the_frame(page: str) -> None:
    kinds = dict(re.findall(r"(\d+) (batch|keyring entry|heartbeat|genesis|blob|identity|cached)", page))
    assert {int(number): name.split()[-1] for number, name in kinds.items()} == {
        kind: kind.name.lower() for kind in Kind
    }
    assert frame(Kind.BATCH) == MAGIC + bytes([Kind.BATCH, FORMAT, SUITE])


def test_derived_keys(vectors: dict[str, Vector]) -> None:
    vector = vectors["keys"]
    (epoch_key,) = from_hex(vector, "epoch_key")
    assert suite.commitment(epoch_key).hex() == vector["commitment"]
    for label in ("batch", "names", "wrap"):
        assert suite.derive(epoch_key, label).hex() == vector[label]


def test_key_pairs(vectors: dict[str, Vector]) -> None:
    vector = vectors["pairs"]
    (seed,) = from_hex(vector, "seed")
    assert keys.sign_public(seed).hex() == vector["sign_public"]
    assert sha256(keys.kem_public(seed)).hexdigest() == vector["kem_public_sha256"]


def opened_password(vector: Vector) -> holders.HolderKeys:
    cost = Cost(vector["memory_kib"], vector["iterations"], vector["lanes"])
    return open_password(vector["password"], salt=bytes.fromhex(vector["salt"]), cost=cost)


def test_the_password(vectors: dict[str, Vector]) -> None:
    vector = vectors["password"]
    opened = opened_password(vector)
    assert opened.action.sign.hex() == vector["sign_public"]
    assert opened.action.login.hex() == vector["login_public"]
    assert sha256(opened.action.kem).hexdigest() == vector["kem_public_sha256"]
    assert opened.holder.id.hex() == vector["holder_id"]


def test_the_recovery_key(vectors: dict[str, Vector]) -> None:
    vector = vectors["recovery"]
    (secret,) = from_hex(vector, "secret")
    opened = holders.recovery_keys(secret)
    assert recovery.written(secret) == vector["written"]
    assert recovery.read(vector["written"]) == secret
    assert opened.action.sign.hex() == vector["sign_public"]
    assert opened.action.login.hex() == vector["login_public"]
    assert opened.holder.id.hex() == vector["holder_id"]


def test_an_entry(vectors: dict[str, Vector]) -> None:
    vector = vectors["entry"]
    device = device_keys(*from_hex(vector, "device_id", "device_sign_seed", "device_kem_seed"))
    account, epoch_key = from_hex(vector, "account", "epoch_key")
    secret = bytes.fromhex(vectors["recovery"]["secret"])
    members = (device, opened_password(vectors["password"]), holders.recovery_keys(secret))
    body = Body(
        account=account,
        number=0,
        previous=bytes(32),
        epoch=1,
        commitment=suite.commitment(epoch_key),
        actions=tuple(member.action for member in members),
        grants=tuple(Grant(member.holder, bytes(1168)) for member in members),
        wrapped=None,
        names=b"",
    )
    data = signed_entry(body, *members)
    entry = parse_entry(data)
    assert len(data) == vector["length"]
    assert sha256(entry.signed).hexdigest() == vector["signed_sha256"]
    assert [each.signature.hex() for each in entry.signatures] == vector["signatures"]
    assert entry.hash.hex() == vector["hash"]


def test_a_grant(vectors: dict[str, Vector]) -> None:
    vector = vectors["grant"]
    account, holder_id, info, sealed, kem_seed = from_hex(vector, "account", "holder_id", "info", "sealed", "kem_seed")
    holder = Holder(HolderKind(vector["holder_kind"]), holder_id)
    place = {"account": account, "number": vector["number"], "epoch": vector["epoch"]}
    assert bound_to(holder, **place) == info
    opened = open_grant(Grant(holder, sealed), keys.MemberKeys(holder, bytes(32), kem_seed), **place)
    assert opened is not None
    assert opened.hex() == vector["epoch_key"]


def test_signing_in(vectors: dict[str, Vector]) -> None:
    vector = vectors["sign_in"]
    (nonce,) = from_hex(vector, "nonce")
    holder = holders.recovery_keys(bytes.fromhex(vectors["recovery"]["secret"]))
    message = login_message(nonce=nonce, host=vector["host"], name=vector["name"], method=vector["method"])
    assert message.hex() == vector["message"]
    assert sign_in(holder, nonce=nonce, host=vector["host"], name=vector["name"]).signature.hex() == vector["signature"]
    assert verify(holder.action.login, message, bytes.fromhex(vector["signature"]))


def test_six_words_of_a_digest(vectors: dict[str, Vector]) -> None:
    vector = vectors["words"]
    (digest,) = from_hex(vector, "digest")
    assert list(six_words(digest)) == vector["words"]


def header_of(vector: Vector) -> BatchHeader:
    fields = {name: bytes.fromhex(value) for name, value in vector.items() if isinstance(value, str)}
    seen = ChangeToken(fields.pop("incarnation"), vector["seen_token"], fields.pop("seen_zone_hash"))
    numbers = {name: vector[name] for name in ("epoch", "keyring_number", "counter")}
    return BatchHeader(**fields, **numbers, seen=seen, needs=tuple(map(bytes.fromhex, vector["needs"])))


def test_a_batch(vectors: dict[str, Vector]) -> None:
    vector = vectors["batch"]
    epoch_key, sign_seed, salt, plaintext, data = from_hex(
        vector, "epoch_key", "sign_seed", "salt", "plaintext", "bytes"
    )
    header = header_of(vector["header"])
    writer = device_keys(header.device, sign_seed, bytes(32))
    assert seal(plaintext, header, epoch_key=epoch_key, keys=writer, random=lambda _: salt) == data
    assert log.item_hash(data).hex() == vector["hash"]


def test_the_vectors_batch_opens(vectors: dict[str, Vector]) -> None:
    vector = vectors["batch"]
    epoch_key, sign_seed, plaintext, data = from_hex(vector, "epoch_key", "sign_seed", "plaintext", "bytes")
    header = header_of(vector["header"])
    writer = device_keys(header.device, sign_seed, bytes(32))
    keyring = SampleAccount().keyring
    members = type(keyring)(
        account=header.account,
        hashes=keyring.hashes,
        epochs=(1,),
        commitments={1: suite.commitment(epoch_key)},
        devices={header.device: writer.action},
        removed={},
        password=keyring.password,
        recovery=keyring.recovery,
    )
    assert open_batch(data, members, {1: epoch_key}) == plaintext


def test_the_byte_table_of_the_header(page: str, vectors: dict[str, Vector]) -> None:
    vector = vectors["batch"]
    (data,) = from_hex(vector, "bytes")
    rows = re.findall(r"^\| (\d+) \| (\d+)(?: each)? \| (\w+) \|$", page.split("## 3 ")[1], re.MULTILINE)
    said = {name: data[int(at) : int(at) + int(size)] for at, size, name in rows}
    header = parse(data).header
    assert said == {
        "frame": frame(Kind.BATCH),
        "account": header.account,
        "epoch": header.epoch.to_bytes(4, "big"),
        "keyring_number": header.keyring_number.to_bytes(4, "big"),
        "keyring_hash": header.keyring_hash,
        "device": header.device,
        "counter": header.counter.to_bytes(8, "big"),
        "previous": header.previous,
        "incarnation": header.seen.incarnation,
        "seen_token": header.seen.token.to_bytes(8, "big"),
        "seen_zone_hash": header.seen.zone_hash,
        "salt": header.salt,
        "needs_count": len(header.needs).to_bytes(2, "big"),
        "needs": header.needs[0],
    }


def test_the_zones_hash(vectors: dict[str, Vector]) -> None:
    vector = vectors["zone"]
    hashes = [log.start(*from_hex(vector, "account", "incarnation"))]
    for item in vector["items"]:
        hashes.append(log.advance(hashes[-1], log.item_hash(bytes.fromhex(item))))
    assert [each.hex() for each in hashes] == vector["zone_hashes"]


def test_the_identity_file(vectors: dict[str, Vector]) -> None:
    vector = vectors["identity"]
    at_rest_key, device, sealed = from_hex(vector, "at_rest_key", "device", "sealed")
    assert open_identity(sealed, at_rest_key) == Identity(device=device)
    assert replica_key(at_rest_key).hex() == vector["replica_key"]


def test_the_blob(vectors: dict[str, Vector]) -> None:
    vector = vectors["blob"]
    epoch_key, account, plaintext, nonce = from_hex(vector, "epoch_key", "account", "plaintext", "nonce")
    keys = BlobKeys(account, vector["epoch"], epoch_key)
    reference = keys.refer(BlobKind(vector["kind"]), plaintext)
    assert encode(reference).hex() == vector["reference"]
    assert keys.seal(BlobKind(vector["kind"]), reference, plaintext, lambda _: nonce).hex() == vector["bytes"]


def test_the_cached_file(vectors: dict[str, Vector]) -> None:
    vector = vectors["cached"]
    at_rest_key, plaintext, nonce, data = from_hex(vector, "at_rest_key", "plaintext", "nonce", "bytes")
    keys, content = CacheKeys(cache_key(at_rest_key)), sha256(plaintext).digest()
    file = keys.file(content, len(plaintext))
    assert keys.name(content) == vector["name"]
    assert frame(Kind.CACHED) + file.seal(0, plaintext, lambda _: nonce) == data
    assert file.open(0, data[len(frame(Kind.CACHED)) :]) == plaintext
