"""`owntexts update --check`: whether a newer Owntexts is known of."""

from collections.abc import Iterator

from owntexts.agent import updating
from owntexts.agent.home import open_home
from owntexts.cli.flags import Json
from owntexts.cli.output import show
from owntexts.errors import WrongUsage
from owntexts.explain import Fix


def update(*, check: bool = False, online: bool = False, json: Json = False) -> None:
    """Say which version is installed, which is the newest that hub and devices know of, and how to upgrade.

    No network is used unless you ask for it with --online.

    For example:
        owntexts update --check
        owntexts update --check --online

    Parameters
    ----------
    check
        Look, and change nothing. Owntexts never updates itself.
    online
        Ask the hub now.
    """
    if not check:
        raise WrongUsage(
            "Owntexts does not update itself",
            "It says which version is known of, and prints the command that upgrades it.",
            fixes=(Fix("check", "Look for a newer version", "action", command="owntexts update --check"),),
        )
    with open_home() as home:
        found = updating.check(home, online=online)
    show(found, lambda: _told(found), json=json)


def _told(found: updating.Update) -> Iterator[str]:
    yield f"Installed is {found.installed}; the newest known is {found.newest_known} (from {found.known_from})."
    if found.oldest_accepted is not None:
        yield f"The hub accepts {found.oldest_accepted} and newer."
    yield f"Upgrade with:  {found.command}" if found.command else "There is nothing newer to install."
