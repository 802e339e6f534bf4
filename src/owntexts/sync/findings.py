"""What the engine itself finds, in words: a hub behind us, a fork, a withheld item, a copied home."""

from owntexts.explain import Evidence, Finding, Fix
from owntexts.sync.events import Conflicted, HeadArrived, HistoryMoved, NothingToSeal, PageArrived
from owntexts.sync.state import State
from owntexts.wire.hub import ChangeToken

_ASK_OPERATOR = Fix("ask_operator", "Ask the hub's operator what happened to it", "person")
_RETRY = Fix("retry", "Sync again once that is cleared up", "action", command="owntexts sync")
_ENROL_ANEW = (
    Fix(
        "leave",
        "Give up the place that both homes share, keeping all messages and what is unsent; the other home, if it is "
        "still in use, joins again too",
        "action",
        "owntexts account leave --keep",
    ),
    Fix("join", "Then join again, as a device of its own", "person", "owntexts account join --hub URL --name NAME"),
)


def both_sides(state: State, event: HeadArrived | HistoryMoved) -> tuple[ChangeToken, ChangeToken | None]:
    """Where the hub stands, and where this device does: a head that stops the feed is never taken into the state."""
    if isinstance(event, HistoryMoved):
        return event.head, state.position
    return event.head.position, event.position


def hub_went_back(state: State, event: HeadArrived | HistoryMoved) -> Finding:
    """The hub is behind what this device has seen: an older copy of it was put back, or it began anew."""
    head, ours = both_sides(state, event)
    return Finding(
        code="feed.reset",
        severity="error",
        title="The hub is behind what this device has seen",
        explanation="The hub seems to have been put back to an older copy. Nothing is sent or taken until that is "
        "cleared up; everything this device has stays here.",
        blocks=("texts", "attachments"),
        evidence=(
            Evidence("hub's position", head.token, ours.token if ours else None, "hub"),
            Evidence("hub's incarnation", head.incarnation.hex(), ours.incarnation.hex() if ours else None, "hub"),
        ),
        fixes=(_ASK_OPERATOR, _RETRY),
    )


def forked(state: State, event: HeadArrived | HistoryMoved) -> Finding:
    """The hub shows another history up to the same place."""
    head, ours = both_sides(state, event)
    return _tampered(
        "integrity.history",
        "The hub shows another history than before",
        "Items that this device has already seen are others now. Nothing is taken or sent, so nothing is lost here.",
        (
            Evidence("hub's head", _in_full(head), origin="hub"),
            Evidence("this device's position", _in_full(ours) if ours else None, origin="replica"),
        ),
    )


def withheld(state: State, event: PageArrived) -> Finding:
    """The hub gives nothing although it says, or said, that there is more."""
    return _tampered(
        "integrity.history",
        "The hub keeps items back",
        "It spoke of newer items than it gives. Nothing is taken until it gives them all.",
        (
            Evidence("items given", len(event.page.items), origin="hub"),
            Evidence("head heard of", state.head, _position(state), "hub"),
        ),
    )


def copied_home(_state: State, event: HeadArrived) -> Finding:
    """The hub has items of this device that this home never sealed."""
    return Finding(
        code="integrity.device_chain",
        severity="error",
        title="This device's home is a copy",
        explanation="The hub has newer items of this device than this home ever made: the home was copied, or put back "
        "from a backup. Both must not go on as one device. Nothing is lost by joining anew.",
        blocks=("texts", "attachments"),
        evidence=(
            Evidence("hub's counter for this device", event.head.device_counter, origin="hub"),
            Evidence("known here", "other bytes" if event.own_hash else "no", origin="outbox"),
        ),
        fixes=_ENROL_ANEW,
    )


def no_agreement(state: State, event: Conflicted) -> Finding:
    """The hub refuses an item again and again although everything it shows was taken into account."""
    code = {"stale_epoch": "integrity.keyring", "missing_blobs": "integrity.blob"}.get(
        event.code, "integrity.device_chain"
    )
    return _tampered(
        code,
        "The hub does not take what it should",
        "It refuses an item for a reason that does not follow from what it shows. What is unsent stays waiting here.",
        (
            Evidence("the hub's reason", event.code, origin="hub"),
            Evidence("refusals in a row", state.conflicts, origin="sync"),
        ),
    )


def something_set_aside(_state: State, event: NothingToSeal) -> Finding:
    """Authentic items that this version cannot read are kept, and read after an update."""
    return Finding(
        code="item.set_aside",
        severity="warning",
        title="Something is kept aside",
        explanation="Items of the account are authentic but cannot be read by this version. They are kept, and read "
        "again after an update.",
        evidence=(Evidence("items", event.set_aside, 0, "replica"),),
        fixes=(Fix("update", "Update Owntexts on this device", "person"),),
    )


def _tampered(code: str, title: str, explanation: str, evidence: tuple[Evidence, ...]) -> Finding:
    return Finding(
        code=code,
        severity="error",
        title=title,
        explanation=explanation,
        blocks=("texts", "attachments"),
        evidence=evidence,
        fixes=(_ASK_OPERATOR, _RETRY),
    )


def _position(state: State) -> int:
    return state.position.token if state.position else 0


def _in_full(position: ChangeToken) -> str:
    return f"{position.token} {position.zone_hash.hex()}"
