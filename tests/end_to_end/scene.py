"""A device in an account, up to date, and how one reason after the other is brought about and ended on it."""

import io
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from copy import copy
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, Final
from unittest.mock import patch

from tests.end_to_end.world import Answer, Device, Hub, World

from owntexts.cli.main import run
from owntexts.explain import rank_of
from owntexts.testing import apple

FINDING: Final = {
    *("code", "severity", "blocks", "soft", "title", "explanation", "since"),
    *("evidence", "fixes", "ends_when"),
}
EVIDENCE: Final = {"name", "value", "limit", "from", "at"}
FIX: Final = {"id", "title", "kind", "command", "link"}
FIXED: Final = {"code", "fix", "applied", "steps", "state_before", "state_after", "remaining"}


class Quick(Device):
    """A device whose commands are called, not started."""

    def run(self, *command: str, **more: str) -> Answer:
        said, complaint = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        mine = self._environment(more)
        with patch.dict(os.environ, mine, clear=True), redirect_stdout(said), redirect_stderr(complaint):
            code = run([*command, "--json"])
        printed = said.buffer.getvalue()
        return Answer(command, code, json.loads(printed) if printed else None, complaint.getvalue())


def called(device: Device) -> Device:
    """The same device, whose commands are called in this process."""
    return Quick(device.name, device.home, device.password)


class Scene:
    """A hub, and a device with messages, both of one world."""

    def __init__(self, world: World, messages: int = 40) -> None:
        self.world = world
        self.hub: Hub = world.hub()
        self.store = world.folder / "chat.db"
        apple.build_chat_db(self.store, messages=messages)
        self.device: Device = world.device("laptop")
        self.device.add(self.store)
        self.device.create(self.hub.address)
        self.device.sync()

    def quick(self) -> "Scene":
        """The same scene, whose commands are called in this process: the command line as it is, without its start."""
        quick = copy(self)
        quick.device = called(self.device)
        return quick

    def reads(self, **readings: Any) -> None:
        """What readings.json says; "__" stands for the dot of a name."""
        named = {name.replace("__", "."): value for name, value in readings.items()}
        (self.device.home / "readings.json").write_text(json.dumps(named))

    def sets(self, settings: Mapping[str, str]) -> None:
        words = [word for pair in settings.items() for word in pair]
        if words:
            self.device.ask("settings", "set", *words)

    def why(self) -> dict[str, Any]:
        """All that `why` says, once its shape and order are seen to be right."""
        why: dict[str, Any] = self.device.ask("why")
        findings = why["findings"]
        for finding in findings:
            assert set(finding) == FINDING
            assert finding["evidence"]
            assert finding["fixes"]
            assert all(set(each) == EVIDENCE for each in finding["evidence"])
            assert all(set(each) == FIX for each in finding["fixes"])
        assert [_place(each) for each in findings] == sorted(_place(each) for each in findings)
        for lane, answer in why["lanes"].items():
            assert answer["findings"] == [each["code"] for each in findings if lane in each["blocks"]]
            assert answer["run"] == (not answer["findings"])
        return why

    def named(self, code: str) -> dict[str, Any]:
        """The finding of this code that `why` tells."""
        [found] = [each for each in self.why()["findings"] if each["code"] == code]
        return dict(found)

    def is_over(self, code: str, state: str = "up_to_date") -> None:
        """`status` knows of it no more."""
        status = self.device.ask("status")
        assert code not in {each["code"] for each in status["findings"]}
        assert status["state"] == state

    def fixed(self, code: str, fix: str, *more: str) -> dict[str, Any]:
        """What `fix` answers once it has carried this fix out, and the reason is over."""
        answer: dict[str, Any] = self.device.ask("fix", code, "--fix", fix, *more)
        assert set(answer) == FIXED
        assert (answer["code"], answer["fix"], answer["applied"], answer["steps"]) == (code, fix, True, [])
        assert code not in answer["remaining"]
        return answer

    @contextmanager
    def put_back(self) -> Iterator[None]:
        """Afterwards the home is as it was before; nothing may be sent meanwhile."""
        kept = self.world.folder / "kept"
        shutil.copytree(self.device.home, kept)
        yield
        shutil.rmtree(self.device.home)
        kept.rename(self.device.home)


def _place(finding: Mapping[str, Any]) -> tuple[bool, bool, int]:
    passes = finding["ends_when"] is not None or any(fix["kind"] == "wait" for fix in finding["fixes"])
    return not finding["blocks"], passes, rank_of(finding["code"])


@contextmanager
def standing_in(port: int, status: int, **answer: Any) -> Iterator[None]:
    """Something at a hub's address that answers everything in the same way."""

    class Refusing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_PUT = do_GET  # noqa: N815 - the library's names

        def log_message(self, *_words: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", port), Refusing)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
