"""`owntexts account`: create, join, show, password, leave."""

import os
from collections.abc import Iterator
from typing import Annotated

from cyclopts import App, Parameter

from owntexts.agent import account, control, membership, others
from owntexts.agent.home import Home, open_home
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import note, show
from owntexts.cli.secrets import NEW_PASSWORD, PASSWORD, RECOVERY_KEY, secret
from owntexts.errors import WrongUsage
from owntexts.explain import Fix

app = App(name="account")

Hub = Annotated[str, Parameter(help="The hub's address, or the link that `owntexts hub link` prints.")]
Name = Annotated[str, Parameter(help="The account's name on the hub.")]
DeviceName = Annotated[str | None, Parameter(help="What this device is called; else the machine's own name.")]

INVITE = "OWNTEXTS_INVITE"


@app.command
def create(*, hub: Hub, name: Name, device: DeviceName = None, invite: str | None = None, json: Json = False) -> None:
    """Create an account on a hub, with this device as its first. The recovery key is shown once: keep it on paper.

    The password comes from OWNTEXTS_PASSWORD, OWNTEXTS_PASSWORD_FILE, or a prompt.

    For example:
        owntexts account create --hub http://127.0.0.1:8943 --name ada
        owntexts account create --hub "owntexts://192.168.1.5:8943/?sha256=..." --name ada --invite CODE

    Parameters
    ----------
    invite
        An invite, or a new hub's setup code; OWNTEXTS_INVITE too.
    """
    chosen = secret(PASSWORD, "A password for the account", twice=True)
    code = invite or os.environ.get(INVITE)
    with open_home() as home:
        created = account.create(home, hub=hub, name=name, device=device, invite=code, password=chosen)
        _tell_agent(home)
    show(created, lambda: _created_told(created), json=json)


@app.command
def join(
    *,
    hub: Hub,
    name: Name,
    device: DeviceName = None,
    recovery_key: bool = False,
    json: Json = False,
) -> None:
    """Make this device one of an account's. What is here already is merged with what the account has.

    The password comes from OWNTEXTS_PASSWORD, the recovery key from OWNTEXTS_RECOVERY_KEY, or from a prompt.

    For example:
        owntexts account join --hub http://127.0.0.1:8943 --name ada
        owntexts account join --hub http://127.0.0.1:8943 --name ada --recovery-key

    Parameters
    ----------
    recovery_key
        Join by the recovery key in place of the password.
    """
    known = secret(RECOVERY_KEY, "The recovery key") if recovery_key else secret(PASSWORD, "The account's password")
    with open_home() as home:
        joined = account.join(home, hub=hub, name=name, device=device, secret=known, by_recovery_key=recovery_key)
        _tell_agent(home)
        show(joined, lambda: _joined_told(joined, home), json=json)


@app.command(name="show")
def show_(*, json: Json = False) -> None:
    """Show the account, its hub and its devices.

    For example:
        owntexts account show
    """
    with open_home() as home:
        shown = membership.show(home)
        show(shown, lambda: _shown_told(shown, home), json=json)


@app.command
def password(*, with_recovery_key: bool = False, json: Json = False) -> None:
    """Change the account's password. The new one comes from OWNTEXTS_NEW_PASSWORD or a prompt.

    For example:
        owntexts account password
        owntexts account password --with-recovery-key

    Parameters
    ----------
    with_recovery_key
        Make a new recovery key too; the old one opens nothing that comes after.
    """
    new = secret(NEW_PASSWORD, "The new password", twice=True)
    with open_home() as home:
        changed = membership.change_password(home, new=new, with_recovery=with_recovery_key)
        _tell_agent(home)
    show(changed, lambda: _changed_told(changed), json=json)


@app.command
def leave(
    *,
    keep: bool = False,
    remove: bool = False,
    yes: bool = False,
    json: Json = False,
) -> None:
    """Leave the account with this device: its keys are forgotten, and the hub lets it in no more.

    For example:
        owntexts account leave --keep
        owntexts account leave --remove --yes

    Parameters
    ----------
    keep
        Keep this device's copy of the messages.
    remove
        Remove this device's copy; refused while something is unsent, unless --yes.
    yes
        Remove it even so; what is unsent is lost.
    """
    if keep == remove:
        raise WrongUsage(
            "Say --keep or --remove",
            "--keep leaves this device's copy of your messages where it is, --remove removes it.",
            fixes=(Fix("keep", "Keep the copy", "action", command="owntexts account leave --keep"),),
        )
    with open_home() as home:
        left = membership.leave(home, remove=remove, yes=yes)
        _tell_agent(home)
    if not left.token_ended:
        note("The hub could not be reached to hear of it; it still counts this device until it is ended there.")
    show(left, lambda: f"This device has left {left.account}.", json=json)


def _tell_agent(home: Home) -> None:
    control.notify(home.path, "reload")


def _created_told(created: account.Created) -> Iterator[str]:
    yield f"The account {created.account} is there, and {created.device} is its first device."
    yield ""
    yield f"    {created.recovery_key}"
    yield ""
    yield "This is the recovery key. It opens everything when the password is lost. Write it down: it is shown once."


def _joined_told(joined: account.Joined, home: Home) -> Iterator[str]:
    yield f"{joined.device} is now a device of {joined.account}."
    yield ""
    yield from _shown_told(membership.show(home), home)


def _shown_told(shown: membership.Shown, home: Home) -> Iterator[str]:
    if shown.account is None:
        yield "This device has no account."
        return
    told = {each.id: _as_told(each) for each in others.others(home)}
    yield f"{shown.account} at {shown.hub}"
    yield from words.columns(
        ("device", "last seen", "state", "as it last told"),
        (
            (_named(device), words.when(device.last_seen_at), device.state, told.get(device.id, ""))
            for device in shown.devices
        ),
    )
    yield ""
    yield f"Words: {membership.keyring_words(home)}"
    yield "Your other devices say the same words (`owntexts account show`) once they have synced. If they say others,"
    yield "the hub shows you different keyrings: do not trust it."


def _named(device: membership.ShownDevice) -> str:
    return f"{device.name} (this one)" if device.this else device.name


def _as_told(device: others.OtherDevice) -> str:
    """'paused (power.low_power_mode), 2026-11-24 21:40'."""
    if device.state is None:
        return "-"
    reasons = f" ({', '.join(device.reasons)})" if device.reasons else ""
    return f"{device.state}{reasons}, {words.when(device.told_at)}"


def _changed_told(changed: membership.PasswordChanged) -> Iterator[str]:
    yield "The password is changed."
    if changed.recovery_key:
        yield f"The new recovery key, shown this once: {changed.recovery_key}"
