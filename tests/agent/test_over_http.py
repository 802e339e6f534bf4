"""The whole way: two devices, a real hub on loopback, and what happens to it."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from owntexts.agent.device import Device
from owntexts.agent.syncing import sync_once
from owntexts.crypto.certificate import fingerprint, make_certificate
from owntexts.crypto.identity import Membership
from owntexts.hub.server import HubServer, Ready
from owntexts.hub.settings import HubSettings, Tls
from owntexts.testing.devices import device_of, keep, kept, text
from owntexts.testing.family import Family
from owntexts.transport.http import HttpHub


@dataclass
class RealHub:
    """A hub on a fixed port, stopped and started at will; with a certificate of its own making once it has one."""

    folder: Path
    closing: ExitStack
    port: int = 0
    url: str = ""
    pin: str | None = None
    running: list[tuple[HubServer, threading.Thread]] = field(default_factory=list)

    def make_certificate(self) -> None:
        made = make_certificate(["127.0.0.1"], now=datetime.now(UTC))
        for name, pem in (("certificate.pem", made.certificate_pem), ("key.pem", made.key_pem)):
            (self.folder / name).write_bytes(pem)
        self.pin = fingerprint(made.certificate_pem)

    def start(self) -> None:
        started = threading.Event()
        files = self.folder / "certificate.pem", self.folder / "key.pem"
        tls = Tls(*files, ("127.0.0.1",), self.pin) if self.pin else None
        server = HubServer(HubSettings(self.folder / "data", port=self.port, tls=tls))

        def ready(said: Ready) -> None:
            self.url = said.serving.url
            self.port = int(self.url.rsplit(":", 1)[1])
            started.set()

        thread = threading.Thread(target=server.run, args=(ready,))
        thread.start()
        self.running.append((server, thread))
        assert started.wait(30)

    def stop(self) -> None:
        for server, thread in self.running:
            server.stop()
            thread.join()
        self.running.clear()

    def door(self, credential: bytes | str | None = None) -> HttpHub:
        return self.closing.enter_context(HttpHub(self.url, token=credential, pin=self.pin))

    def device(self, member: Membership, name: str) -> Device:
        device = device_of(member, self.folder / name, self.door(member.hub_token))
        self.closing.callback(device.replica.close)
        return device


@dataclass
class Scene:
    hub: RealHub
    one: Device
    two: Device


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with ExitStack() as closing:
        hub = RealHub(tmp_path, closing)
        hub.start()
        closing.callback(hub.stop)
        family = Family(hub.door, hub.url.removeprefix("http://"))
        yield Scene(hub, hub.device(family.found(), "one"), hub.device(family.join(), "two"))


def test_what_one_device_has_the_other_gets(scene: Scene) -> None:
    keep(scene.one, *(text(f"k{number}", f"words {number}") for number in range(50)))
    assert sync_once(scene.one).sent == 50
    assert sync_once(scene.two).received == 50
    assert kept(scene.one) == kept(scene.two)
    assert sync_once(scene.one).decision.texts.run


def test_a_stopped_hub_is_named_and_a_started_one_found_again(scene: Scene) -> None:
    sync_once(scene.one)
    scene.hub.stop()
    keep(scene.one, text("k", "words"))
    assert sync_once(scene.one).decision.texts.findings == ("hub.unreachable",)
    scene.hub.start()
    assert sync_once(scene.one).sent == 1


def test_a_hub_with_a_new_certificate_is_not_believed(tmp_path: Path) -> None:
    with ExitStack() as closing:
        hub = RealHub(tmp_path, closing)
        hub.make_certificate()
        hub.start()
        closing.callback(hub.stop)
        pinned = hub.pin
        member = Family(hub.door, hub.url.removeprefix("https://")).found()
        hub.make_certificate()
        assert hub.pin != pinned
        believed, doubted = (
            device_of(member, tmp_path / name, closing.enter_context(HttpHub(hub.url, token=member.hub_token, pin=pin)))
            for name, pin in (("believed", pinned), ("doubted", hub.pin))
        )
        assert sync_once(believed).decision.texts.run
        assert sync_once(doubted).decision.texts.findings == ("hub.certificate",)
        for device in (believed, doubted):
            device.replica.close()


def test_a_hub_put_back_to_an_older_copy_is_named_and_nothing_is_lost(scene: Scene) -> None:
    sync_once(scene.one)
    scene.hub.stop()
    shutil.copytree(scene.hub.folder / "data", scene.hub.folder / "older")
    scene.hub.start()
    keep(scene.one, text("k", "words"))
    assert sync_once(scene.one).sent == 1
    scene.hub.stop()
    shutil.rmtree(scene.hub.folder / "data")
    (scene.hub.folder / "older").rename(scene.hub.folder / "data")
    scene.hub.start()
    assert sync_once(scene.one).decision.texts.findings == ("feed.reset",)
    assert len(kept(scene.one)) == 1


def test_a_device_whose_token_was_ended_is_told_so(scene: Scene) -> None:
    scene.one.hub.end_device(scene.two.membership.device)
    assert sync_once(scene.two).decision.texts.findings == ("account.signed_out",)
