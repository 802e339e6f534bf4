"""Whether there is a system bus, and what becomes of one that is broken."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from owntexts.probes.asking import ask_all
from owntexts.probes.base import Probe, Trouble
from owntexts.probes.linux import system_bus


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "bus"
    monkeypatch.setenv(system_bus.ADDRESS, f"unix:path={path}")
    return path


@pytest.fixture
def silent_bus(address: Path) -> Iterator[Path]:
    """A socket that takes every connection and never says a word."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(address))
        listening.listen()
        yield address


def test_a_machine_without_a_bus_says_so_once(address: Path) -> None:
    [said] = system_bus.take()
    assert isinstance(said, Trouble)
    assert (said.asked, said.value) == (system_bus.NAME, f"unix:path={address}")


def test_a_bus_that_never_answers_ends_in_a_trouble(silent_bus: Path) -> None:
    [said] = system_bus.take()
    assert isinstance(said, Trouble)
    assert (said.asked, said.value) == (system_bus.NAME, f"unix:path={silent_bus}")


def test_a_socket_that_nobody_listens_at_ends_in_a_trouble(address: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(address))
        [said] = ask_all([Probe(system_bus.NAME, system_bus.take, patience_s=20)])
    assert isinstance(said, Trouble)
    assert "Refused" in said.reason


@pytest.mark.parametrize("named", ["", "nonsense", "unix:", "unix:path=/nowhere/at/all;unix:path=/nor/here"])
def test_an_address_that_leads_nowhere_is_no_bus(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_bus, "USUAL", "unix:path=/nowhere")
    monkeypatch.setenv(system_bus.ADDRESS, named)
    assert not system_bus.is_there()


@pytest.mark.parametrize("named", ["unix:abstract=/tmp/x", "tcp:host=localhost,port=1"])
def test_an_address_that_is_no_path_is_believed(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(system_bus.ADDRESS, named)
    assert system_bus.is_there()
