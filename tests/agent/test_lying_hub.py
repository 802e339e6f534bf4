"""A hub that lies to one device, C, and what C finds out; A and B write as it really is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from msgspec import structs

from owntexts.agent import faults
from owntexts.agent.device import Device
from owntexts.agent.members import believed
from owntexts.agent.push import Writer
from owntexts.agent.syncing import sync_once
from owntexts.crypto.devices import make_device
from owntexts.crypto.keyring import enrol, open_epochs
from owntexts.crypto.names import DeviceDetails
from owntexts.errors import IntegrityFailed
from owntexts.model.codec import encode_records
from owntexts.replica import zone
from owntexts.testing import lying_hub
from owntexts.testing.devices import device_of, keep, kept, text
from owntexts.testing.family import Family, quick_password, seeded
from owntexts.testing.lying_hub import Lie, LyingHub
from owntexts.testing.memory_hub import MemoryHub
from owntexts.wire import entry as entries
from owntexts.wire.batch import parse
from owntexts.wire.hub import ChangeToken, Item, Page
from owntexts.wire.keyring import fold

ENTRIES = 3
"""Tokens 1 to 3: the entries of A, B and C. Token 4 and 5 are batches of A, 6 of B, 7 of A."""


@dataclass
class Scene:
    """Three devices at one honest hub, and one liar before C."""

    hub: MemoryHub
    family: Family
    a: Device
    b: Device
    c: Device
    liar: LyingHub

    def write(self, device: Device, *keys: str) -> None:
        """Let a device write one batch."""
        keep(device, *(text(key, f"words of {key}") for key in keys))
        assert sync_once(device).sent == len(keys)

    def found_out(self) -> str:
        """The code by which C finds the lie."""
        result = sync_once(self.c)
        assert not result.decision.texts.run
        (finding,) = faults.kept(self.c.replica)
        assert finding.code in result.decision.texts.findings
        assert finding.evidence
        assert finding.fixes
        return finding.code

    def newest_shown(self) -> int:
        """The last token that C has taken."""
        position = zone.position(self.c.replica)
        return position.token if position else 0


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    hub = MemoryHub()
    family = Family(hub.door)
    a, b, c = family.found(), family.join(), family.join()
    liar = LyingHub(hub.door(c.hub_token), c.account)
    devices = (
        device_of(a, tmp_path / "a", hub.door(a.hub_token)),
        device_of(b, tmp_path / "b", hub.door(b.hub_token)),
        device_of(c, tmp_path / "c", liar),
    )
    scene = Scene(hub, family, *devices, liar)
    scene.write(scene.a, "a1", "a2")
    scene.write(scene.a, "a3")
    scene.write(scene.b, "b1")
    scene.write(scene.a, "a4")
    yield scene
    for device in devices:
        device.replica.close()


def test_the_truth_is_taken(scene: Scene) -> None:
    result = sync_once(scene.c)
    assert (result.received, result.decision.texts.run) == (5, True)
    sync_once(scene.b)
    assert kept(scene.c) == kept(scene.b)


@pytest.mark.parametrize("clumsy", [True, False], ids=["clumsily", "with hashes that fit"])
@pytest.mark.parametrize(
    ("lie", "taken", "codes"),
    [
        pytest.param(partial(lying_hub.changed, token=5), 4, {"integrity.signature"}, id="a batch changed"),
        pytest.param(
            partial(lying_hub.changed, token=5, at=60),
            4,
            {"integrity.signature", "integrity.keyring"},
            id="a header changed",
        ),
        pytest.param(partial(lying_hub.changed, token=2), 1, {"integrity.keyring"}, id="an entry changed"),
        pytest.param(partial(lying_hub.swapped, one=4, other=5), 3, {"integrity.device_chain"}, id="reordered"),
        pytest.param(
            partial(lying_hub.swapped, one=5, other=6), 4, {"integrity.history"}, id="reordered across devices"
        ),
        pytest.param(
            partial(lying_hub.repeated, token=5), 5, {"integrity.history", "integrity.device_chain"}, id="repeated"
        ),
        pytest.param(partial(lying_hub.withheld, token=5), 4, {"integrity.history"}, id="withheld from the middle"),
        pytest.param(
            partial(lying_hub.withheld, token=2), 1, {"integrity.history", "integrity.keyring"}, id="an entry withheld"
        ),
    ],
)
def test_a_changed_log_is_found_out_and_nothing_after_the_lie_is_taken(
    scene: Scene, lie: Lie, taken: int, codes: set[str], clumsy: bool
) -> None:
    scene.liar.lie, scene.liar.clumsy = lie, clumsy
    assert scene.found_out() in codes
    assert scene.newest_shown() == taken


def test_a_lie_that_ends_does_no_lasting_harm(scene: Scene) -> None:
    scene.liar.lie = partial(lying_hub.changed, token=5)
    scene.found_out()
    scene.liar.lie = lying_hub.truth
    assert sync_once(scene.c).decision.texts.run
    sync_once(scene.b)
    assert kept(scene.c) == kept(scene.b)
    assert faults.kept(scene.c.replica) == ()


def test_the_newest_item_withheld_is_found_out_when_another_device_writes_again(scene: Scene) -> None:
    scene.liar.lie = partial(lying_hub.withheld, token=7)
    assert sync_once(scene.c).decision.texts.run, "nothing shows yet: that is only dated"
    scene.write(scene.b, "b2")
    assert scene.found_out() == "integrity.history"


def test_a_forked_batch_is_found_out_when_either_side_reaches_the_other(scene: Scene) -> None:
    other = _another_batch_of_a(scene, token=7)
    scene.liar.lie = partial(lying_hub.replaced, token=7, data=other)
    assert sync_once(scene.c).decision.texts.run, "both batches are authentic"
    scene.write(scene.b, "b2")
    assert scene.found_out() == "integrity.history"


def test_a_fork_of_what_was_already_taken_is_found_out_at_once(scene: Scene) -> None:
    sync_once(scene.c)
    scene.liar.lie = partial(lying_hub.replaced, token=7, data=_another_batch_of_a(scene, token=7))
    assert scene.found_out() == "integrity.history"


def test_own_items_that_this_device_never_wrote_are_found_out(scene: Scene) -> None:
    keep(scene.c, text("c1", "mine"))
    assert sync_once(scene.c).sent == 1
    keep(scene.c, text("c2", "mine too"))

    def foreign_hash(items: tuple[Item, ...]) -> list[Item]:
        return [Item(item.token, b"?" * 32, None) if item.data is None and item.token == 9 else item for item in items]

    scene.liar.lie = foreign_hash
    assert scene.found_out() == "integrity.device_chain"


def test_an_own_item_that_was_acknowledged_and_is_then_not_shown_is_found_out(scene: Scene) -> None:
    sync_once(scene.c)
    keep(scene.c, text("c1", "mine"))
    in_its_place = _next_batch_of_a(scene)

    class Forgetful(LyingHub):
        def push(self, item: bytes) -> ChangeToken:
            token = self.honest.push(item)
            scene.a.hub.push(in_its_place)
            self.lie = partial(lying_hub.withheld, token=token.token)
            return token

    scene.c = replace(scene.c, hub=Forgetful(scene.liar.honest, scene.liar.account))
    assert scene.found_out() == "integrity.device_chain"
    assert len(kept(scene.c)) == 7, "what the hub let fall is still here"


def test_a_hub_put_back_to_an_older_copy_is_named(scene: Scene) -> None:
    sync_once(scene.c)
    scene.liar.lie = lambda items: list(items[:5])
    assert scene.found_out() == "feed.reset"


def test_a_log_with_another_entry_than_the_keyring_is_found_out(scene: Scene) -> None:
    prefix = scene.a.hub.keyring()[:2]
    keyring, password = fold(prefix), scene.family.password
    another = enrol(
        keyring,
        open_epochs(keyring, prefix, password),
        password,
        make_device(seeded("a third device")),
        details=DeviceDetails("third", "test", ""),
        random=seeded("entry"),
    )
    scene.liar.lie = partial(lying_hub.replaced, token=3, data=another)
    assert scene.found_out() == "integrity.keyring"
    assert scene.newest_shown() == 2


def test_a_head_that_does_not_follow_from_its_items_is_found_out(scene: Scene) -> None:
    class Boastful(LyingHub):
        def fetch(self, since: ChangeToken, limit_bytes: int) -> Page:
            page = super().fetch(since, limit_bytes)
            return Page(page.items, structs.replace(page.head, zone_hash=bytes(32)))

    scene.c = replace(scene.c, hub=Boastful(scene.liar.honest, scene.liar.account))
    assert scene.found_out() == "integrity.history"


def _as_of_another(scene: Scene) -> Callable[[list[bytes]], list[bytes]]:
    """The keyring of another account with the same names, as a hub could make it for itself."""
    theirs = MemoryHub()
    Family(theirs.door, random=seeded("the hub's own"), password=quick_password("a guess")).found()
    return lambda _entries: next(iter(theirs.zones.values())).entries


def _with_another_key(scene: Scene) -> Callable[[list[bytes]], list[bytes]]:
    """The keyring with the keys of device B swapped for keys that the hub has made."""
    hubs_own = make_device(seeded("the hub's own"))

    def swapped(shown: list[bytes]) -> list[bytes]:
        entry = entries.parse(shown[1])
        (action,) = entry.body.actions
        body = structs.replace(
            entry.body, actions=(structs.replace(action, sign=hubs_own.sign_public, kem=hubs_own.kem_public),)
        )
        return [shown[0], entries.assemble(entries.signed_bytes(body), entry.signatures), *shown[2:]]

    return swapped


@pytest.mark.parametrize("lie", [_as_of_another, _with_another_key])
def test_a_key_swapped_in_the_keyring_is_found_out_while_a_device_joins(
    scene: Scene, lie: Callable[[Scene], Callable[[list[bytes]], list[bytes]]]
) -> None:
    def door(credential: bytes | str | None) -> LyingHub:
        return LyingHub(scene.hub.door(credential), scene.family.password.action.sign[:16], keyring_lie=lie(scene))

    joining = replace(scene.family, door=door)
    with pytest.raises(IntegrityFailed) as found:
        joining.join()
    assert found.value.code == "integrity.keyring"


def test_a_keyring_that_ends_before_the_pin_is_found_out(scene: Scene) -> None:
    scene.liar.keyring_lie = lambda shown: shown[:2]
    assert scene.found_out() == "integrity.keyring"
    assert scene.newest_shown() == 0


def _another_batch_of_a(scene: Scene, token: int) -> bytes:
    """A second batch that A really signed for the same place: from a copy of its home."""
    header = parse(next(iter(scene.hub.zones.values())).items[token - 1].data).header
    return _writer(scene, header.seen).seal(
        header.counter, header.previous, encode_records([text("a4", "other words")])
    )


def _next_batch_of_a(scene: Scene) -> bytes:
    """What A would write next."""
    head = scene.a.hub.head()
    writer = _writer(scene, head.position)
    return writer.seal(head.device_counter + 1, head.device_hash, encode_records([text("a5", "more words")]))


def _writer(scene: Scene, seen: ChangeToken) -> Writer:
    member = scene.a.membership
    return Writer(member, believed(scene.a.hub.keyring(), member), seen, seeded("a copied home"))
