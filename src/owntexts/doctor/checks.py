"""What doctor looks at, each a function that looks anew each time: no finding outlives its cause."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from owntexts.agent import faults
from owntexts.agent.at_rest import key_file
from owntexts.agent.home import Home
from owntexts.agent.running import running
from owntexts.errors import OwntextsError
from owntexts.explain import Evidence, Finding, Fix
from owntexts.replica import pending, sources
from owntexts.replica.sources import Source
from owntexts.sources import failures
from owntexts.wire import limits

Check = Callable[[Home], Iterator[Finding]]

LOOKED_AT: Final = frozenset({"source.missing", "source.permission"})
"""What is seen without an import, so that an old import's word on it does not count."""


def checkup(home: Home) -> tuple[Finding, ...]:
    """All findings of all checks."""
    return tuple(finding for check in CHECKS for finding in check(home))


def key_at_rest(home: Home) -> Iterator[Finding]:
    """A key in a file is the normal case on servers, and worth knowing on a laptop."""
    if home.key_store != "file":
        return
    yield Finding(
        code="key.at_rest_file",
        severity="warning",
        title="The key of this device lies in a file",
        explanation="Only your own user can read it, but whoever copies it together with the home can read your "
        "messages. Where the disk is encrypted, a stolen disk gives nothing.",
        evidence=(Evidence("key", "file", "keyring", origin=str(key_file(home.path))),),
        fixes=(
            Fix(
                "use_keyring",
                "Unlock the system's keyring, and run any command with OWNTEXTS_KEY_STORE=keyring",
                "person",
            ),
            Fix(
                "encrypt_disk", "Encrypt the disk of this device, and leave secret/ out of copies of the home", "person"
            ),
        ),
    )


def agent_running(home: Home) -> Iterator[Finding]:
    """A device that has an account syncs by itself only while its agent runs."""
    if home.identity.membership is None or running(home) == "running":
        return
    yield Finding(
        code="agent.not_running",
        severity="warning",
        title="The agent is not running",
        explanation="Nothing is sent or fetched by itself on this device until it runs.",
        evidence=(Evidence("agent", "not_running", "running", origin="the home"),),
        fixes=(
            Fix("run_agent", "Run the agent", "action", command="owntexts agent run"),
            Fix("install_agent", "Have your system start it by itself", "action", command="owntexts agent install"),
            Fix("sync_once", "Sync once", "action", command="owntexts sync"),
        ),
    )


def too_large(home: Home) -> Iterator[Finding]:
    """What no batch can carry stays here, and nothing else waits for it."""
    passed_over = pending.too_large(home.replica)
    if not passed_over:
        return
    yield Finding(
        code="item.too_large",
        severity="warning",
        title="Something is too large to be sent",
        explanation="It is kept, shown and exported here, and everything else travels; your other devices lack it "
        "until a version of Owntexts can send it.",
        evidence=(
            Evidence("items", passed_over, 0, origin="replica"),
            Evidence("bytes an item may have", limits.CHANGE, origin="the protocol"),
        ),
        fixes=(
            Fix("update", "Update Owntexts on this device; what waits is sent then", "person"),
            Fix("export", "Keep a copy in a file", "person", command="owntexts export jsonl FILE"),
        ),
    )


def sources_readable(home: Home) -> Iterator[Finding]:
    """Each source is where it was, and may be read; else what the last import met in it. And what it says of itself."""
    for source in sources.listed(home.replica):
        error = None if source.is_device else _error_on_opening(Path(source.path))
        if error is not None:
            yield _unreadable(Path(source.path), error).finding
        elif (kept := faults.of_source(home.replica, source.id)) is not None and kept.code not in LOOKED_AT:
            yield replace(kept, fixes=(*kept.fixes, _read_again(source)))
        yield from faults.advice(home.replica, source.id)


def _error_on_opening(path: Path) -> OSError | None:
    try:
        if path.is_dir():
            next(path.iterdir(), None)
        else:
            path.open("rb").close()
    except OSError as error:
        return error
    return None


def _read_again(source: Source) -> Fix:
    return Fix("import_again", "Then read it again", "action", command=f"owntexts import {source.id}")


def _unreadable(path: Path, error: OSError) -> OwntextsError:
    if isinstance(error, PermissionError):
        return failures.permission(path, error.strerror or "permission denied")
    return failures.missing(path)


CHECKS: tuple[Check, ...] = (sources_readable, too_large, agent_running, key_at_rest)
