"""How the device stands, and the buttons of its label."""

from collections.abc import Hashable
from pathlib import Path
from typing import Final

from owntexts.agent import syncing_now, underway
from owntexts.agent.control import alive
from owntexts.agent.home import Home
from owntexts.agent.status import Status, Why
from owntexts.agent.syncing import SyncResult
from owntexts.doctor import fixing, report
from owntexts.doctor.fixing import Fixed
from owntexts.doctor.steps import Step, step_of
from owntexts.errors import OwntextsError
from owntexts.explain import Fix

WATCHED: Final = ("readings.json", "identity", underway.FILE, underway.ATTACHMENTS)
"""Files of a home that a page shows something of."""


class StandingShelf:
    """The label of a home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def status(self) -> Status:
        return report.status(self._home)

    def why(self) -> Why:
        return report.why(self._home)

    def both(self) -> tuple[Status, Why]:
        return report.both(self._home)

    def step(self, fix: Fix) -> Step | None:
        return step_of(fix)

    def fix(self, code: str, fix: str) -> Fixed:
        return fixing.fix(self._home, code, fix)

    def sync_now(self) -> SyncResult:
        return syncing_now.sync(self._home, now=True)

    def kept(self) -> Hashable:
        """What differs once the replica may hold something else."""
        try:
            return id(self._home.replica), self._home.replica.version()
        except OwntextsError as error:
            return error.code

    def around(self) -> Hashable:
        """What differs once anything else may: the agent, and files of the home."""
        agent = alive(self._home.path)
        files = tuple(_stamp(self._home.path / name) for name in WATCHED)
        return agent and (agent.pid, agent.syncing, agent.progress), files


def _stamp(file: Path) -> Hashable:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
