"""How a hub says no: a status, a code that devices know the answer to, and words for a person."""

from owntexts.wire.hub import ChangeToken, ConflictCode


class Refused(Exception):
    """A request that is not carried out; nothing of it was stored."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str = "",
        *,
        retry_after_s: int | None = None,
        head: ChangeToken | None = None,
        used: int | None = None,
        quota: int | None = None,
    ) -> None:
        super().__init__(f"{code}: {title}")
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.retry_after_s = retry_after_s
        self.head = head
        self.used = used
        self.quota = quota


def malformed(detail: str) -> Refused:
    return Refused(400, "malformed", "The hub cannot make sense of the request", detail)


def signed_out() -> Refused:
    return Refused(401, "account.signed_out", "The hub does not know this token", "Sign in again.")


def device_revoked() -> Refused:
    return Refused(401, "account.signed_out", "This device was removed from the account", "device_revoked")


def password_wrong() -> Refused:
    return Refused(401, "account.password_wrong", "The name or the secret is not right", "It is not said which.")


def invite_needed() -> Refused:
    return Refused(
        403,
        "account.invite_needed",
        "An invite is needed",
        "The first account needs the setup code that the hub prints, each later one an invite of its operator.",
    )


def not_found(detail: str) -> Refused:
    return Refused(404, "not_found", "There is no such thing here", detail)


def name_taken() -> Refused:
    return Refused(409, "account.name_taken", "Another account has this name", "Choose another name.")


def conflict(code: ConflictCode, detail: str) -> Refused:
    return Refused(409, code, "The item cannot take this place", detail)


def history_changed(head: ChangeToken) -> Refused:
    return Refused(
        409,
        "history_changed",
        "The hub does not have this history",
        "It was restored from an older copy, or this is another history of the account.",
        head=head,
    )


def length_needed() -> Refused:
    return Refused(411, "malformed", "The length has to be said first", "Room is reserved before a blob is taken.")


def other_bytes() -> Refused:
    return Refused(412, "other_bytes", "Other bytes are stored by now", "They are not those that were to be replaced.")


def too_large(limit: int) -> Refused:
    return Refused(413, "item.too_large", "The item is too large", f"At most {limit} bytes are taken.")


def wrong_host(host: str) -> Refused:
    return Refused(
        421,
        "hub.refused",
        "The hub does not answer to this name",
        f"It was called {host[:200]!r}; the operator names further ones with --public-url.",
    )


def version_apart(detail: str) -> Refused:
    return Refused(426, "hub.version", "Device and hub are of versions too far apart", detail)


def too_often(retry_after_s: int) -> Refused:
    return Refused(429, "hub.busy", "Too many tries", "Wait a moment before the next one.", retry_after_s=retry_after_s)


def busy(detail: str) -> Refused:
    return Refused(503, "hub.busy", "The hub cannot do this just now", detail, retry_after_s=5)


def account_full(used: int, quota: int) -> Refused:
    return Refused(507, "storage.hub_full", "The account is full", f"{used} of {quota} bytes are used.")


def no_room_for_a_blob(used: int, quota: int, going: int) -> Refused:
    return Refused(
        507,
        "storage.hub_full",
        "The account is full",
        f"{used} of {quota} bytes are used; {going} bytes are being deleted.",
        used=used,
        quota=quota,
    )


def disk_full() -> Refused:
    return Refused(507, "storage.hub_full", "The hub's disk is full", "Nothing was stored; its operator has to help.")


def failed() -> Refused:
    return Refused(
        500, "app.failed", "Something went wrong inside the hub", "This is a fault of the hub's; its log says more."
    )
