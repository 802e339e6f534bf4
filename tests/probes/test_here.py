"""Which probes a machine has."""

import sys
from pathlib import Path

import pytest

from owntexts.probes import here, macos, termux, windows

PHONE = {"PREFIX": "/data/data/com.termux/files/usr"}


@pytest.mark.parametrize("environment", [PHONE, {"ANDROID_ROOT": "/system"}])
def test_a_phone_is_known_by_its_environment(environment: dict[str, str]) -> None:
    assert here.is_termux(environment)


def test_a_computer_is_no_phone() -> None:
    assert not here.is_termux({"PREFIX": "/usr/local"})


@pytest.mark.parametrize(("platform", "probes"), [("darwin", macos.PROBES), ("win32", windows.PROBES)])
def test_each_system_has_its_own_probes_and_all_have_the_disk(
    platform: str, probes: tuple[object, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    disk, *others = here.probes_of(tmp_path)
    assert disk.name == "the file system"
    assert tuple(others) == probes


def test_a_phone_is_not_asked_for_the_services_of_linux(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PREFIX", PHONE["PREFIX"])
    monkeypatch.delenv("ANDROID_ROOT", raising=False)
    assert here.probes_of(tmp_path)[1:] == termux.PROBES
