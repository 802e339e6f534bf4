"""Beginning: an account, and messages."""

from collections.abc import Sequence
from pathlib import Path

from owntexts.agent import account, bringing, guessing, receiving
from owntexts.agent.account import Created, default_name
from owntexts.agent.bringing import Store
from owntexts.agent.home import Home
from owntexts.agent.receiving import Received
from owntexts.errors import WrongUsage


class AccountsShelf:
    """The account of a home. `own_hub` is the address of the hub that runs in this process."""

    def __init__(self, home: Home, own_hub: str | None) -> None:
        self._home = home
        self._own_hub = own_hub

    def account(self) -> str | None:
        membership = self._home.identity.membership
        return membership.name if membership else None

    def own_hub(self) -> str | None:
        return self._own_hub

    def device_name(self) -> str:
        return default_name()

    def create(self, *, hub: str, name: str, device: str, invite: str | None, password: str) -> Created:
        _must_be_there(password)
        return account.create(self._home, hub=hub, name=name, device=device, invite=invite, password=password)

    def join(self, *, hub: str, name: str, device: str, secret: str, by_recovery_key: bool) -> Sequence[str]:
        _must_be_there(secret)
        joined = account.join(
            self._home, hub=hub, name=name, device=device, secret=secret, by_recovery_key=by_recovery_key
        )
        return joined.devices

    def guesses(self, password: str) -> float:
        return guessing.guesses(password)


class BringingShelf:
    """Messages on their way into a home."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._bringing = bringing.Bringing(home.path)

    def titles(self) -> Sequence[str]:
        return bringing.titles()

    def found(self) -> Sequence[Store]:
        return bringing.found(self._home)

    def add(self, path: str) -> None:
        if not path:
            raise WrongUsage("No path was given", "Name a file or a folder of this computer.")
        self._bringing.add(self._home, Path(path))

    def again(self, source: str, secret: str | None) -> None:
        known = next((each for each in self._bringing.readings() if each.source == source), None)
        if known is None:
            raise WrongUsage("There is no such source", "It may have been removed.")
        self._bringing.read(source, known.name, secret)

    def read(self, source: str, name: str) -> None:
        self._bringing.read(source, name)

    def readings(self) -> Sequence[bringing.Reading]:
        return self._bringing.readings()

    def begin(self, name: str, size: int) -> Received:
        return receiving.begin(self._home, name, size)

    def received(self, one: str) -> Received:
        return receiving.state(self._home, one)

    def write(self, one: str, offset: int, piece: bytes) -> Received:
        return receiving.write(self._home, one, offset, piece)

    def take(self, one: str) -> None:
        self._bringing.take(self._home, one)

    def close(self) -> None:
        self._bringing.close()


def _must_be_there(secret: str) -> None:
    if not secret:
        raise WrongUsage("A password is needed", "Without one, nobody could be kept out.")
