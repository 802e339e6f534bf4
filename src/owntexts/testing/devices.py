"""Whole devices for tests: a real replica in a folder, a hub that may fail, a clock that stands still."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal, TypeVar

from owntexts.agent.device import Device
from owntexts.conditions.decide import decide
from owntexts.conditions.decision import Decision
from owntexts.conditions.policy import BALANCED
from owntexts.conditions.work import Work
from owntexts.crypto.identity import Membership
from owntexts.errors import HubFailed
from owntexts.explain import Finding
from owntexts.model.observations import Row
from owntexts.model.records import Header, Sighting
from owntexts.replica import export, sources
from owntexts.replica.database import open_replica
from owntexts.replica.ingest import ingest
from owntexts.testing.family import seeded
from owntexts.wire.hub import (
    About,
    Admission,
    BlobHub,
    Challenge,
    ChangeToken,
    CreateAccount,
    DeviceSeen,
    Head,
    Hub,
    Page,
    SignIn,
    Storage,
)

Answer = TypeVar("Answer")
Fate = Literal["whole", "before", "after"]

NOW_MS = 1_767_225_600_000


def device_of(
    membership: Membership,
    folder: Path,
    hub: Hub,
    *,
    now: Callable[[], int] = lambda: NOW_MS,
    findings: tuple[Finding, ...] = (),
) -> Device:
    """A device whose replica lies in `folder`; `findings` are conditions that hold it."""
    return Device(
        membership=membership,
        replica=open_replica(folder / "replica.db", bytes(32)),
        hub=hub,
        now=now,
        random=seeded(f"{folder.name} {membership.device.hex()}"),
        pin=lambda _number, _hash: None,
        decide=lambda _now, faults: _decision((*findings, *faults)),
    )


def _decision(faults: tuple[Finding, ...]) -> Decision:
    return decide({}, BALANCED, Work(signed_in=True, hub="http://127.0.0.1", faults=faults))


def keep(device: Device, *records: Sighting) -> None:
    """Import these records, as if a source had them."""
    source = sources.add(device.replica, "apple-messages", "chat.db")
    rows: list[Row] = [Row(zlib.crc32(str(each.native).encode()), hash(each), (each,)) for each in records]
    rows.sort(key=lambda row: row.row)
    ingest(device.replica, source.id, rows)


def kept(device: Device) -> list[bytes]:
    """Everything a person sees on this device, as it is exported."""
    return list(export.lines(device.replica))


def text(key: str, words: str, at: int = NOW_MS) -> Sighting:
    """A plain received message."""
    return Sighting(
        family="apple",
        native=key,
        header=Header(at, 1, 1),
        formats=2,
        kind=0,
        direction=0,
        service="SMS",
        sender="+15550100",
        at=at,
        parts=(words,),
    )


class Cable:
    """A hub behind a cable that `plan` pulls: for each request, by name, before it gets there or before its answer."""

    def __init__(self, hub: Hub, plan: Callable[[str], Fate] = lambda _request: "whole") -> None:
        self._hub = hub
        self._plan = plan

    def head(self) -> Head:
        return self._through("head", self._hub.head)

    def fetch(self, since: ChangeToken, limit_bytes: int) -> Page:
        return self._through("fetch", lambda: self._hub.fetch(since, limit_bytes))

    def push(self, item: bytes) -> ChangeToken:
        return self._through("push", lambda: self._hub.push(item))

    def keyring(self, since: int = 0) -> list[bytes]:
        return self._through("keyring", lambda: self._hub.keyring(since))

    def append_entry(self, entry: bytes, token_sha256: bytes | None = None) -> ChangeToken:
        return self._through("append_entry", lambda: self._hub.append_entry(entry, token_sha256))

    def about(self) -> About:
        return self._through("about", self._hub.about)

    def create_account(self, request: CreateAccount) -> ChangeToken:
        return self._through("create_account", lambda: self._hub.create_account(request))

    def challenge(self, name: str, method: Literal["password", "recovery"]) -> Challenge:
        return self._through("challenge", lambda: self._hub.challenge(name, method))

    def sign_in(self, request: SignIn) -> Admission:
        return self._through("sign_in", lambda: self._hub.sign_in(request))

    def devices(self) -> list[DeviceSeen]:
        return self._through("devices", self._hub.devices)

    def end_device(self, device: bytes) -> None:
        self._through("end_device", lambda: self._hub.end_device(device))

    def nudges(self) -> Iterator[int]:
        return self._through("nudges", self._hub.nudges)

    def keep_blobs(self, ids: Sequence[bytes]) -> list[bytes]:
        return self._through("keep_blobs", lambda: self._blobs.keep_blobs(ids))

    def put_blob(self, blob: bytes, data: bytes, *, instead_of: bytes | None = None) -> bool:
        return self._through("put_blob", lambda: self._blobs.put_blob(blob, data, instead_of=instead_of))

    def blob(self, blob: bytes) -> bytes | None:
        return self._through("blob", lambda: self._blobs.blob(blob))

    def delete_blobs(self, ids: Sequence[bytes], *, seen: ChangeToken, now: bool) -> int:
        return self._through("delete_blobs", lambda: self._blobs.delete_blobs(ids, seen=seen, now=now))

    def storage(self) -> Storage:
        return self._through("storage", self._blobs.storage)

    @property
    def _blobs(self) -> BlobHub:
        assert isinstance(self._hub, BlobHub)
        return self._hub

    def _through(self, request: str, ask: Callable[[], Answer]) -> Answer:
        fate = self._plan(request)
        if fate == "before":
            raise _pulled()
        answer = ask()
        if fate == "after":
            raise _pulled()
        return answer


def _pulled() -> HubFailed:
    return HubFailed("The hub cannot be reached", "The cable was pulled.")
