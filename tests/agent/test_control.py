"""Commands that come over the home's socket to an agent that runs."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from tests.agent.scenes import PAUSED, Scene, running

from owntexts.agent.control import Refused, Request, alive, ask, notify, socket_path
from owntexts.agent.device import Device
from owntexts.agent.syncing import SyncResult, sync_once
from owntexts.errors import Busy
from owntexts.explain import Finding
from owntexts.sync import Phase
from owntexts.testing.devices import keep, text


def test_a_command_beside_a_running_agent_lets_it_sync_and_hears_the_result(scene: Scene) -> None:
    with running(scene):
        scene.wait_for(Phase.UP_TO_DATE, times=2)
        keep(scene.device, text("k", "words"))
        progress: list[tuple[int, int]] = []
        answer = ask(scene.folder, Request("sync"), lambda done, total: progress.append((done, total)))
        assert answer is not None
        result = msgspec.json.decode(answer, type=SyncResult)
        assert (result.sent, result.decision.texts.run) == (1, True)
        assert progress


def test_an_import_beside_a_running_agent_is_sent_at_once(scene: Scene) -> None:
    with running(scene):
        scene.wait_for(Phase.UP_TO_DATE, times=2)
        keep(scene.device, text("k", "words"))
        assert notify(scene.folder, "changed")
        scene.wait_for(Phase.PUSHING)
        scene.wait_for(Phase.UP_TO_DATE, times=3)
    assert sync_once(scene.other).received == 1


def test_a_changed_setting_reaches_a_running_agent(scene: Scene) -> None:
    with running(scene):
        scene.wait_for(Phase.UP_TO_DATE)
        scene.findings.append(PAUSED)
        assert notify(scene.folder, "reload")
        scene.wait_for(Phase.HELD)
        assert scene.sync().decision.texts.findings == ("paused.by_you",)
        scene.findings.clear()
        assert notify(scene.folder, "reload")
        assert scene.sync().decision.texts.run


def test_an_agent_says_that_it_lives_and_nobody_answers_once_it_has_ended(scene: Scene) -> None:
    with running(scene):
        said = alive(scene.folder)
        assert said is not None
        assert said.pid == os.getpid()
    assert alive(scene.folder) is None
    assert not socket_path(scene.folder).exists()


def test_damage_to_the_store_is_told_to_the_one_who_asked_and_ends_nothing(scene: Scene) -> None:
    def fail(now: bool, faults: tuple[Finding, ...]) -> object:
        raise Busy("Another process writes", code="app.busy")

    whole = scene.compose

    @contextmanager
    def compose() -> Iterator[Device | None]:
        with whole() as device:
            assert device
            yield replace(device, decide=fail) if broken else device  # type: ignore[arg-type]

    broken = [True]
    scene.compose = compose  # type: ignore[method-assign]
    with running(scene):
        with pytest.raises(Refused) as refused:
            ask(scene.folder, Request("sync"))
        assert refused.value.code == "app.busy"
        broken.clear()
        notify(scene.folder, "reload")
        assert scene.sync().decision.texts.run


def test_only_this_person_may_speak_to_the_agent(scene: Scene) -> None:
    with running(scene):
        assert socket_path(scene.folder).stat().st_mode & 0o077 == 0


def test_a_home_with_a_long_path_has_its_socket_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    path = socket_path(tmp_path / ("long" * 40))
    assert path.is_relative_to(runtime)
    assert path.parent.stat().st_mode & 0o077 == 0
    path.parent.chmod(0o755)
    with pytest.raises(PermissionError):
        socket_path(tmp_path / ("long" * 40))


def test_nonsense_on_the_socket_ends_only_its_own_line(scene: Scene) -> None:
    with running(scene):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(socket_path(scene.folder)))
            line.sendall(b"nonsense\n")
            assert line.recv(10) == b""
        assert ask(scene.folder, Request("ping"))
