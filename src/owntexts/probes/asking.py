"""Asking all probes at once, each in its own thread and for no longer than its patience: the wait is bounded."""

from collections.abc import Iterable
from threading import Thread
from time import monotonic

from owntexts.probes.base import Probe, Said, Trouble

_asked: dict[str, Thread] = {}


def ask_all(probes: Iterable[Probe]) -> list[Said]:
    """What they say, in the order of the probes. One that breaks, or gives no answer in time, is a Trouble."""
    questions = [_Question(probe) for probe in probes]
    return [said for question in questions for said in question.answer()]


class _Question:
    """A probe that is being asked. One that still hangs since it was last asked is waited for no second time."""

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self._said: list[Said] | None = None
        self._until = monotonic()
        before = _asked.get(probe.name)
        if before is None or not before.is_alive():
            self._until += probe.patience_s
            self._thread = Thread(target=self._ask, name=f"probe {probe.name}", daemon=True)
            _asked[probe.name] = self._thread
            self._thread.start()
        else:
            self._thread = before

    def answer(self) -> list[Said]:
        self._thread.join(max(0.0, self._until - monotonic()))
        if self._said is None:
            return [Trouble(self._probe.name, f"it gave no answer within {self._probe.patience_s:g} s")]
        return self._said

    def _ask(self) -> None:
        try:
            self._said = list(self._probe.take())
        except Exception as error:  # noqa: BLE001 - whatever breaks in a probe leaves its readings unknown, no more
            self._said = [Trouble(self._probe.name, f"it failed ({type(error).__name__}: {error})")]
