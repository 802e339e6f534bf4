"""What a telephone needs to know of a message beside what is shown of it: whom it is between, and as what it came."""

from msgspec import Struct

from owntexts.model.natives import OwnId


class Envelope(Struct, frozen=True, gc=False, kw_only=True):
    """`others` are the other parties in raw minimal form, sorted; `sender` is one of them, None of what I sent.

    `group` and `name` are those of an RCS group. `box` is the number of a telephone's box, if that is neither inbox
    nor sent. `worded` says that balloons are words of a reader's, which nobody wrote. `left` says that the sender is
    a member of the group no more.
    """

    others: tuple[str, ...] = ()
    sender: str | None = None
    group: str | None = None
    name: str | None = None
    own_id: OwnId | None = None
    box: int | None = None
    unread: bool = False
    worded: bool = False
    left: bool = False
