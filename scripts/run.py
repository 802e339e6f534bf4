"""The main job: a Messages database on one device, sealed, synced, and the same messages on a second device.

Everything happens in `.run/` of the checkout, made anew each time: a hub and two homes. The person's own home and the
original database are never written. Used by `make run` (demo corpus) and `make run FROM=path/to/chat.db`.
"""

import argparse
import hashlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
RUN = CHECKOUT / ".run"
INTERRUPTED = 130
OWNTEXTS = str(Path(sys.executable).with_name("owntexts"))


class StepFailedError(Exception):
    """A command of the main job did not exit with 0."""


@dataclass
class Clock:
    """How long each step took, in the order of the steps."""

    steps: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        say(f"  {name} …")
        begun = time.perf_counter()
        yield
        self.steps.append((name, time.perf_counter() - begun))


@dataclass(frozen=True)
class Device:
    """One device: a home of its own, and the commands it runs there."""

    name: str
    password: str

    def run(self, *command: str) -> Any:
        """The JSON that a command prints."""
        done = subprocess.run((OWNTEXTS, *command, "--json"), env=self.env, stdout=subprocess.PIPE, check=False)
        if done.returncode:
            said = done.stdout.decode()
            raise StepFailedError(f"owntexts {' '.join(command)} on {self.name}: exit {done.returncode}\n{said}")
        return json.loads(done.stdout)

    @property
    def env(self) -> dict[str, str]:
        mine = {
            "OWNTEXTS_HOME": str(RUN / self.name),
            "OWNTEXTS_KEY_STORE": "file",
            "OWNTEXTS_PASSWORD": self.password,
        }
        return {name: value for name, value in os.environ.items() if not name.startswith("OWNTEXTS_")} | mine


@dataclass(frozen=True)
class Journey:
    """What each step of the journey answered."""

    imported: Any
    sent: Any
    joined: Any
    received: Any
    exports: tuple[str, str]
    again: Any

    @property
    def arrived(self) -> bool:
        """True when both devices hold the same messages."""
        return self.exports[0] == self.exports[1]


def main() -> int:
    """Do the job; 0 when both devices hold the same messages, 1 when not."""
    source = parsed().source
    shutil.rmtree(RUN, ignore_errors=True)
    RUN.mkdir(mode=0o700)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with ExitStack() as running:
            return run(source, running)
    except StepFailedError as failure:
        say(f"\n{failure}")
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        tidy_up()


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", nargs="?", type=at_home, help="a chat.db or sms.db; the demo corpus without one")
    return parser.parse_args()


def at_home(path: str) -> Path:
    """The path that a person means; not every shell writes out the ~ of FROM=~/chat.db."""
    return Path(path).expanduser()


def run(source: Path | None, running: ExitStack) -> int:
    clock = Clock()
    password = secrets.token_urlsafe(18)
    devices = Device("laptop", password), Device("desktop", password)
    say("Owntexts: the first message travels\n")
    store = source or demo(clock)
    before = fingerprint(store)
    with clock.step("start a hub"):
        hub = running.enter_context(serving_hub())
    journey = travel(store, hub, devices, clock)
    report(journey, clock, untouched=fingerprint(store) == before)
    show_screen(devices[1])
    if not journey.arrived:
        return 1
    if sys.stdout.isatty():
        keep_serving(hub, devices)
    return 0


def demo(clock: Clock) -> Path:
    from owntexts.testing import apple  # noqa: PLC0415  only the demo needs the builders

    path = RUN / "demo" / "chat.db"
    path.parent.mkdir()
    with clock.step("write the demo corpus"):
        apple.demo(path)
    return path


@contextmanager
def serving_hub() -> Iterator[str]:
    """A hub on a free port of loopback; gives its URL."""
    command = (OWNTEXTS, "hub", "serve", "--data", str(RUN / "hub"), "--listen", "127.0.0.1:0", "--json")
    with (RUN / "hub.log").open("wb") as log, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log) as hub:
        try:
            said = hub.stdout.readline() if hub.stdout else b""
            address = json.loads(said or "{}").get("address")
            if address is None:
                raise StepFailedError(f"The hub did not start: {said.decode()} {(RUN / 'hub.log').read_text()}")
            yield address
        finally:
            hub.terminate()


def travel(store: Path, hub: str, devices: tuple[Device, Device], clock: Clock) -> Journey:
    """A message travels from a database to another device's screen."""
    first, second = devices
    with clock.step("import on the first device"):
        first.run("source", "add", str(store))
        imported = first.run("import")
    with clock.step("create the account"):
        first.run("account", "create", "--hub", hub, "--name", "ada", "--device", first.name)
    with clock.step("seal and sync"):
        sent = first.run("sync")
    with clock.step("join with a second device"):
        joined = second.run("account", "join", "--hub", hub, "--name", "ada", "--device", second.name)
    with clock.step("sync the second device"):
        received = second.run("sync")
    with clock.step("export both and compare"):
        exports = export(first), export(second)
    with clock.step("import once more"):
        again = first.run("import")
    return Journey(imported, sent, joined, received, exports, again)


def export(device: Device) -> str:
    """SHA-256 of a device's whole export."""
    path = RUN / f"{device.name}.jsonl"
    device.run("export", "jsonl", str(path))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fingerprint(store: Path) -> str:
    """SHA-256 over a database and its write-ahead log."""
    digest = hashlib.sha256()
    for path in (store, store.with_name(store.name + "-wal")):
        if path.exists():
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def report(journey: Journey, clock: Clock, *, untouched: bool) -> None:
    imported = journey.imported
    say("\nResults")
    say(f"  read from the source      {imported['read']:,} rows, {imported['added']:,} added")
    for problem in imported["problems"][:5]:
        say(f"    could not be read       {problem['where']}: {problem['reason']}")
    say(f"  sealed and sent           {journey.sent['sent']:,} changes")
    say(f"  devices of the account    {', '.join(journey.joined['devices'])}")
    say(f"  the second received       {journey.received['received']:,} changes")
    same = "equal byte for byte" if journey.arrived else "DIFFERENT"
    say(f"  both exports              {same}, SHA-256 {journey.exports[0][:16]}…")
    say(f"  importing once more       {journey.again['added']:,} added")
    say(f"  the original database     {'unchanged' if untouched else 'written to meanwhile by its own program'}")
    say("\nWhere time went")
    for name, seconds in clock.steps:
        say(f"  {name:<26}{seconds:6.2f} s")


def show_screen(device: Device) -> None:
    """The newest messages, as this device has them."""
    say(f"\nOn the {device.name}'s screen")
    for conversation in device.run("conversations")[:3]:
        say(f"  {conversation['name'] or ', '.join(conversation['participants'])}")
        for message in device.run("messages", conversation["id"], "--limit", "3"):
            who = "me" if message["direction"] == "out" else message["sender"] or ""
            say(f"    {(message['at'] or 'no date')[:16]:<16}  {who[:20]:<22}{first_line(message)[:60]}")


def first_line(message: Any) -> str:
    """What a message says, or what it is where it says nothing."""
    said = message["text"] or next((told for part in message["parts"] if (told := summary(part))), None)
    return (said or (message["event"] or {}).get("action") or "(nothing is left of it)").splitlines()[0]


def summary(part: Any) -> str | None:
    return (
        part["summary"] or (part["attachment"] or {}).get("name") or ("(unsent)" if part["kind"] == "unsent" else None)
    )


def keep_serving(hub: str, devices: tuple[Device, Device]) -> None:
    """Serve both devices' pages until the person ends it."""
    say(f"\nThe hub listens at {hub}; the account is ada, its password {devices[0].password}")
    pages = [subprocess.Popen((OWNTEXTS, "up", "--listen", "127.0.0.1:0"), env=device.env) for device in devices]
    say("Press Ctrl-C to end.")
    with suppress(KeyboardInterrupt):
        signal.pause()
    for page in pages:
        page.terminate()
        page.wait()


def tidy_up() -> None:
    if sys.stdout.isatty():
        say("\nTo delete what this run made: rm -r .run")
    else:
        shutil.rmtree(RUN, ignore_errors=True)


def say(words: str = "") -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
