"""What a hub's no means: each status and code as one of the errors that a device knows the answer to."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, get_args

import httpx2
import msgspec

from owntexts import __version__
from owntexts.errors import AccountRefused, HubFailed, OwntextsError
from owntexts.explain import CODES, Evidence, Fix
from owntexts.transport.trust import WrongCertificate
from owntexts.wire.hub import ChangeToken, Conflict, ConflictCode, HistoryChanged

RETRY: Final = Fix("wait", "Nothing: it is tried again by itself", "wait")
CHECK_HUB: Final = Fix("check_hub", "See that the hub runs and that this device reaches it", "person")
SIGN_IN: Final = (
    Fix(
        "leave",
        "Give up this device's old place, keeping its messages and what is unsent",
        "action",
        command="owntexts account leave --keep",
    ),
    Fix("join", "Then sign it in again", "person", command="owntexts account join --hub URL --name NAME"),
)
UPDATE: Final = Fix(
    "update", "Update Owntexts on this device and on the hub", "person", command="owntexts update --check --online"
)
NEW_LINK: Final = Fix(
    "hub_link",
    "If the hub has a new certificate on purpose, join again with its new link",
    "person",
    "owntexts hub link",
)
_CONFLICTS: Final = frozenset(get_args(ConflictCode))


class ErrorBody(msgspec.Struct):
    """What a hub says with a status of 400 and above."""

    code: str
    title: str = ""
    detail: str = ""
    retry_after_s: float | None = None
    head: ChangeToken | None = None
    used: int | None = None
    quota: int | None = None


_PLAIN: Final = {
    426: ErrorBody("hub.version", "Upgrade Required"),
    429: ErrorBody("hub.busy", "Too Many Requests"),
}
"""What a status says by itself, where a proxy answers for the hub in words of its own."""


def code_of(body: bytes) -> str | None:
    """The code of a hub's no; None for what no hub says."""
    said = _read(body)
    return None if said is None else said.code


def _read(body: bytes) -> ErrorBody | None:
    try:
        return msgspec.json.decode(body, type=ErrorBody)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def refusal(status: int, body: bytes, address: str) -> Exception:
    """The error that the hub at `address`, or a proxy before it, means by this status and body."""
    said = _read(body) or _PLAIN.get(status)
    if said is None:
        return not_a_hub(address, f"status {status}")
    if said.code in _CONFLICTS:
        return Conflict(msgspec.convert(said.code, ConflictCode))
    if said.code == "history_changed" and said.head is not None:
        return HistoryChanged(said.head)
    return _explained(status, said, address)


def unreachable(error: Exception, address: str) -> HubFailed:
    """The hub could not be spoken with at all, or showed a certificate that is not believed."""
    for cause in _causes(error):
        if isinstance(cause, WrongCertificate):
            return _wrong_certificate(cause, address)
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _distrusted(cause, address)
    return HubFailed(
        "The hub cannot be reached",
        "Nothing answers at the hub's address, so nothing can be sent or fetched just now.",
        evidence=(_at(address), Evidence("answer", _in_words(error), origin="connection", at=now())),
        fixes=(RETRY, CHECK_HUB),
    )


def hold_attachments_only(error: HubFailed) -> None:
    """Where the hub is too full for a blob, say that texts go on: they have a reserve."""
    if error.code == "storage.hub_full":
        error.finding = msgspec.structs.replace(
            error.finding,
            blocks=("attachments",),
            title="Your room on the hub is full",
            explanation="Texts have a reserve and go on; attachments wait for room.",
        )


def not_a_hub(address: str, said: str) -> HubFailed:
    """Something answers, but not as a hub does: a captive portal, another server, a proxy."""
    return HubFailed(
        "Something else answers at the hub's address",
        "What answers there does not speak as a hub of Owntexts: a sign-in page of the network, perhaps, or a proxy.",
        evidence=(_at(address), Evidence("answer", said, origin="connection", at=now())),
        fixes=(CHECK_HUB, RETRY),
    )


def too_long(address: str, limit: int) -> HubFailed:
    """The hub sent more than was asked for."""
    return HubFailed(
        "The hub sent more than was asked for",
        "The answer was cut off at the most that a hub may send, and thrown away.",
        code="hub.refused",
        evidence=(_at(address), Evidence("bytes", f"more than {limit}", limit, "connection", now())),
        fixes=(UPDATE, RETRY),
    )


def now() -> str:
    """This moment, as evidence states it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _explained(status: int, said: ErrorBody, address: str) -> OwntextsError:
    kind = AccountRefused if said.code.startswith("account.") else HubFailed
    code = next((each.code for each in (said, _PLAIN.get(status)) if each and each.code in CODES), "hub.refused")
    if status == httpx2.codes.UNAUTHORIZED and said.detail == "device_revoked":
        code = "account.device_revoked"
    title, explanation, fixes = _WORDS.get(code, _WORDS["hub.refused"])
    return kind(title, explanation, code=code, evidence=tuple(_said(status, said, address)), fixes=fixes)


def _said(status: int, said: ErrorBody, address: str) -> Iterator[Evidence]:
    if said.used is not None:
        yield Evidence("storage.hub_used_bytes", said.used, said.quota, "hub", now())
    yield _at(address)
    yield Evidence("answer", f"{status} {said.code}: {said.detail or said.title}", origin="hub", at=now())
    if said.code == "hub.version":
        yield Evidence("version", __version__, origin="this device")
    if said.retry_after_s is not None:
        yield Evidence("retry_after_s", said.retry_after_s, origin="hub", at=now())


def _wrong_certificate(cause: WrongCertificate, address: str) -> HubFailed:
    return HubFailed(
        "The hub shows another certificate",
        "It is not the certificate that this device was given with the hub's link, so nothing was sent.",
        code="hub.certificate",
        evidence=(_at(address), Evidence("sha256", cause.shown, cause.expected, "connection", now())),
        fixes=(NEW_LINK, RETRY),
    )


def _distrusted(cause: ssl.SSLCertVerificationError, address: str) -> HubFailed:
    return HubFailed(
        "The hub's certificate is not believed",
        "No authority that this device believes stands behind it, so nothing was sent.",
        code="hub.certificate",
        evidence=(_at(address), Evidence("certificate", cause.verify_message, origin="connection", at=now())),
        fixes=(Fix("hub_link", "Join with the link that the hub prints", "person", "owntexts hub link"), RETRY),
    )


def _at(address: str) -> Evidence:
    return Evidence("address", address, origin="this device's settings")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _in_words(error: Exception) -> str:
    return str(error) or type(error).__name__


_WORDS: Final[dict[str, tuple[str, str, tuple[Fix, ...]]]] = {
    "account.signed_out": ("This device is signed out", "The hub no longer knows this device's token.", SIGN_IN),
    "account.device_revoked": (
        "This device was removed from the account",
        "Another device of the account removed it; what it has stays here, nothing new arrives.",
        SIGN_IN,
    ),
    "account.password_wrong": (
        "The name or the password is not right",
        "The hub did not accept the sign-in. It does not say which of the two is wrong.",
        (Fix("retype", "Type the password again, or use the recovery key", "person", "owntexts account join"),),
    ),
    "account.invite_needed": (
        "The hub asks for an invite",
        "The first account of a hub needs its setup code, each later one an invite from its operator.",
        (Fix("invite", "Ask the operator for a code", "person", "owntexts hub invite"),),
    ),
    "account.name_taken": (
        "The name is taken",
        "Another account of this hub has this name.",
        (Fix("other_name", "Choose another name, or join the account that has it", "person", "owntexts account join"),),
    ),
    "hub.version": (
        "This device and the hub are of versions too far apart",
        "The hub does not serve this version of Owntexts any more, or not yet.",
        (UPDATE,),
    ),
    "hub.busy": ("The hub is busy", "It asks to be left alone for a moment.", (RETRY,)),
    "storage.hub_full": (
        "The hub is full",
        "The account has used what the hub gives it, so the hub takes nothing more.",
        (Fix("quota", "Ask the operator for more room", "person", "owntexts hub quota NAME SIZE --data DIR"),),
    ),
    "item.too_large": (
        "Something is too large for the hub",
        "One item is larger than the hub takes.",
        (UPDATE,),
    ),
    "hub.refused": (
        "The hub refused the request",
        "It did not understand what this device asked, or does not answer to the name it was called by.",
        (UPDATE, CHECK_HUB),
    ),
}
