"""Whether the person still has the password or the recovery key: when it is asked, and what is taken for one."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from owntexts.agent import account, proving
from owntexts.agent.home import Home
from owntexts.agent.proving import DAY_MS
from owntexts.errors import AccountRefused, WrongUsage
from owntexts.hub.server import HubServer, Ready
from owntexts.hub.settings import HubSettings

NOW = 1_767_268_800_000


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[str]:
    """The address of a hub that serves."""
    server, told, serves = HubServer(HubSettings(tmp_path / "hub")), [], threading.Event()

    def ready(said: Ready) -> None:
        told.append(said.serving.url)
        serves.set()

    thread = threading.Thread(target=server.run, args=(ready,))
    thread.start()
    assert serves.wait(30)
    yield told[0]
    server.stop()
    thread.join()


def test_both_secrets_are_known_and_nothing_else_and_each_proof_puts_the_next_further_off(home: Home, hub: str) -> None:
    made = account.create(home, hub=hub, name="ada", device="desk", invite=None, password="nine geese")
    assert not proving.is_due(home, NOW), "it begins to count when it is first asked"
    assert not proving.is_due(home, NOW + 7 * DAY_MS - 1)
    at = NOW + 7 * DAY_MS
    assert proving.is_due(home, at)
    for wrong in ("", "eight geese", made.recovery_key[:-1] + "!", made.device):
        with pytest.raises(WrongUsage):
            proving.prove(home, wrong, at)
    assert proving.is_due(home, at)
    assert proving.prove(home, "nine geese", at) == "password"
    assert not proving.is_due(home, at + 30 * DAY_MS - 1)
    at += 30 * DAY_MS
    assert proving.is_due(home, at)
    assert proving.prove(home, made.recovery_key.lower(), at) == "recovery key"
    assert not proving.is_due(home, at + 180 * DAY_MS - 1)
    at += 180 * DAY_MS
    assert proving.is_due(home, at)
    proving.later(home, at)
    assert not proving.is_due(home, at + 3 * DAY_MS - 1)
    assert proving.is_due(home, at + 3 * DAY_MS)


def test_a_device_without_an_account_is_asked_nothing(home: Home) -> None:
    assert not proving.is_due(home, NOW)
    with pytest.raises(AccountRefused):
        proving.prove(home, "anything")
