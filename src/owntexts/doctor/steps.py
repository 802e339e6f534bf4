"""The commands that fixes name, as what carries them out here. A command that is not among them is the person's."""

import shlex
from collections.abc import Callable
from functools import partial
from typing import Final

from msgspec import Struct

from owntexts.agent import imports, membership, network, pausing, settings, sources, starting, switching, syncing_now
from owntexts.agent.home import Home
from owntexts.errors import SourceFailed
from owntexts.explain import Fix

OURS: Final = "owntexts"
CARRIED_OUT: Final = frozenset({"setting", "action"})


class Step(Struct, frozen=True):
    """What a fix does. `asks` where the person should say yes before it is done."""

    run: Callable[[Home], object]
    asks: str | None = None


class Unread(SourceFailed):
    """A source could not be read even now; it carries the import's own finding."""

    def __init__(self, failed: imports.FailedSource) -> None:
        super().__init__(failed.error.title, failed.error.explanation)
        self.finding = failed.error


def step_of(fix: Fix) -> Step | None:
    """What carries a fix out; None for one that only the person can carry out."""
    if fix.kind not in CARRIED_OUT or fix.command is None:
        return None
    first, *words = shlex.split(fix.command)
    return _step(words) if first == OURS else None


def _step(words: list[str]) -> Step | None:
    match words:
        case ["settings", "set", *pairs] if pairs and len(pairs) % 2 == 0:
            return Step(partial(settings.change_all, pairs=tuple(zip(pairs[::2], pairs[1::2], strict=True))))
        case ["settings", "reset", key]:
            return Step(partial(settings.reset, key=key))
        case ["source", "set", source, key, value]:
            return Step(partial(sources.change, source=source, key=key, value=value))
        case ["import", source]:
            return Step(partial(_import, source=source))
    return ACTIONS.get(" ".join(words))


def _import(home: Home, source: str | None = None) -> None:
    """Reads; what could not be read is raised, as it is what the person asked for."""
    failed = imports.import_sources(home, source).failed
    if failed:
        raise Unread(failed[0])


def _refresh(home: Home) -> None:
    from owntexts.agent import refreshing  # noqa: PLC0415 - few fixes need it

    refreshing.refresh(home)


def _install(home: Home) -> None:
    from owntexts.agent import installing  # noqa: PLC0415 - as above

    installing.install(home)


_REBUILD: Final = Step(_refresh, "Rebuild this device's copy of your messages?")

ACTIONS: Final[dict[str, Step]] = {
    "resume": Step(pausing.resume),
    "sync": Step(syncing_now.sync),
    "sync --now": Step(partial(syncing_now.sync, now=True)),
    "sync --allow-purge": Step(
        syncing_now.sync_allowing_purge, "Let what another device purged go from this device too, for ever?"
    ),
    "sync on": Step(switching.on),
    "import": Step(_import),
    "network reset": Step(network.reset),
    "agent run": Step(starting.start),
    "agent install": Step(_install),
    "refresh": _REBUILD,
    "refresh --yes": _REBUILD,
    "account leave --keep": Step(
        partial(membership.leave, remove=False, yes=False), "Leave the account with this device, keeping its copy?"
    ),
}
