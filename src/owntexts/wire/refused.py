"""How bytes are refused that no member signed, and how bytes of a newer version wait."""

from owntexts.errors import HubFailed, IntegrityFailed
from owntexts.explain import Evidence, Fix

_ASK_AGAIN = Fix(
    id="ask-again",
    title="Nothing of it was taken over; this device asks the hub again by itself",
    kind="wait",
)
_LOOK_AT_HUB = Fix(
    id="look-at-hub",
    title="Ask whoever runs the hub whether its data was restored, copied or changed",
    kind="person",
    command="owntexts hub check --data DIR",
)
_UPDATE = Fix(
    id="update",
    title="Update Owntexts on this device; what waits is read then",
    kind="person",
    command="owntexts update --check",
)


def refused(title: str, explanation: str, *evidence: Evidence, code: str = "integrity.signature") -> IntegrityFailed:
    """The error for bytes that members did not sign in this place."""
    return IntegrityFailed(title, explanation, code=code, evidence=evidence, fixes=(_ASK_AGAIN, _LOOK_AT_HUB))


def newer(what: str, value: int, known: int) -> HubFailed:
    """The error for bytes that only a newer Owntexts can read: hub.version, which an update ends."""
    return HubFailed(
        "Something on the hub was written by a newer Owntexts",
        "This version cannot read it, so it waits unread until Owntexts is updated here.",
        code="hub.version",
        evidence=(Evidence(name=what, value=value, limit=known, origin="the object's first bytes"),),
        fixes=(_UPDATE,),
    )


def refused_entry(number: int, why: str) -> IntegrityFailed:
    """The error for a keyring entry that may not stand where the hub shows it."""
    return refused(
        "The hub shows a keyring that members did not sign",
        f"Entry {number} of the account's keyring cannot be accepted: {why}.",
        Evidence(name="keyring_entry", value=number, origin="the account's keyring as the hub shows it"),
        code="integrity.keyring",
    )
