"""Deleting to Recently Deleted, taking back, and purging for ever. None of it ever touches a phone or a Mac."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from owntexts.agent import contact, keeping
from owntexts.agent.carrying import Run
from owntexts.agent.control import notify
from owntexts.agent.expiring import GRACE_MS
from owntexts.agent.home import Home, now_ms
from owntexts.agent.joined import joined_device
from owntexts.agent.reading import find_conversation
from owntexts.agent.syncing_now import sync
from owntexts.conditions.policy import Policy, policy_of
from owntexts.errors import AccountRefused, HubFailed, NotFound
from owntexts.explain import Evidence, Fix
from owntexts.model.clock import next_stamp
from owntexts.model.message import Message
from owntexts.model.records import Intent
from owntexts.model.times import read_rfc3339, rfc3339
from owntexts.replica import cached, deleted, freeing, intents, messages, purging, settings
from owntexts.replica.database import Replica
from owntexts.replica.doings import DELETED
from owntexts.wire.blob import sealed_length

TRIES: Final = 3


class Deleted(Struct, frozen=True):
    """How many messages went to Recently Deleted, or came back from there."""

    messages: int


class Purged(Struct, frozen=True):
    """How many messages are gone for ever, and the bytes that this freed on the hub: null while it was not told."""

    messages: int
    bytes_freed: int | None


class InRecentlyDeleted(Struct, frozen=True):
    """A message, and the time from which on it is purged by itself; None where it is not."""

    message: Message
    purge_at: str | None


def delete(home: Home, said: Sequence[str], *, conversation: str | None = None) -> Deleted:
    """Moves messages to Recently Deleted, on all devices. Raises NotFound, WrongUsage."""
    ids = [messages.find(home.replica, one) for one in said]
    if conversation is not None:
        ids += deleted.in_conversation(home.replica, find_conversation(home, conversation))
    return Deleted(_say(home, ids, now_by_hub(home.replica)))


def recover(home: Home, said: Sequence[str]) -> Deleted:
    """Takes messages back from Recently Deleted. Raises NotFound where one is not there."""
    return Deleted(_say(home, _in_recently_deleted(home, said), None))


def in_recently_deleted(home: Home) -> list[InRecentlyDeleted]:
    """Everything in Recently Deleted, oldest first."""
    policy, here = policy_of(settings.listed(home.replica)), deleted.deleted_here(home.replica)
    return [InRecentlyDeleted(message, _purge_at(message, policy, here)) for message in deleted.deleted(home.replica)]


def listed(home: Home) -> list[dict[str, Any]]:
    """The same as it is printed: each message's own fields, and `purge_at`."""
    return [msgspec.to_builtins(each.message) | {"purge_at": each.purge_at} for each in in_recently_deleted(home)]


def purge(home: Home, said: Sequence[str] = (), *, everything: bool = False) -> Purged:
    """Takes messages in Recently Deleted away for ever, here, on the hub and on every device. Raises NotFound.

    The hub deletes what nobody needs any more once it has heard of it; where it cannot be reached now, that happens at
    the next sync.
    """
    ids = [bytes.fromhex(each.id) for each in deleted.deleted(home.replica)] if everything else None
    gone = purging.purge(home.replica, _in_recently_deleted(home, said) if ids is None else ids)
    home.cache.tidy(cached.wanted(home.replica))
    notify(home.path, "changed")
    if home.identity.membership is not None:
        _tell_hub(home)
    left = freeing.among_unneeded(home.replica, [blob for blob, _ in gone.blobs])
    freed = sum(sealed_length(length) for _, length in gone.blobs)
    return Purged(gone.messages, None if left else freed)


def now_by_hub(db: Replica) -> int:
    """This moment by the hub's clock (UTC ms), as far as it is known."""
    return now_ms() + contact.hub_offset_ms(db)


def _say(home: Home, ids: Sequence[bytes], at: int | None) -> int:
    """Keeps for each of these messages when it was deleted, or that it is not any more."""
    before, now = deleted.of_message(home.replica, ids), now_by_hub(home.replica)
    said = [_intent(home, one, at, now, before[one]) for one in dict.fromkeys(ids)]
    intents.record(home.replica, *said)
    notify(home.path, "changed")
    return len(said)


def _intent(home: Home, one: bytes, at: int | None, now: int, before: Intent | None) -> Intent:
    stamp = next_stamp(now, 0, home.device, before.stamp if before else None)
    return Intent(scope=intents.MESSAGE, target=one, field=DELETED, value=at, stamp=stamp)


def _in_recently_deleted(home: Home, said: Sequence[str]) -> list[bytes]:
    there = {message.id for message in deleted.deleted(home.replica)}
    found = [messages.message(home.replica, messages.find(home.replica, one)).id for one in said]
    for one in found:
        if one not in there:
            raise _not_deleted(one)
    return [bytes.fromhex(one) for one in found]


def _purge_at(message: Message, policy: Policy, here: dict[bytes, int]) -> str | None:
    at = read_rfc3339(message.deleted_at)
    if at is None or bytes.fromhex(message.id) not in here:
        return None
    return rfc3339(at + policy.deleted_keep * 1000 + GRACE_MS)


def _tell_hub(home: Home) -> None:
    """The log first, then the hub is asked to delete; another device that writes meanwhile is heard before."""
    try:
        for _ in range(TRIES):
            if not sync(home, now=True).decision.texts.run:
                return
            with joined_device(home) as device:
                if device is None or device.means is None:
                    return
                keeping.free(Run(device, device.means, urgent=True), now=True)
            if not freeing.unneeded(home.replica):
                notify(home.path, "changed")
                return
    except (HubFailed, AccountRefused):
        return


def _not_deleted(one: str) -> NotFound:
    return NotFound(
        f"Message {one} is not in Recently Deleted",
        "Only what was deleted before can be recovered or purged.",
        evidence=(Evidence("message", one),),
        fixes=(
            Fix("delete", "Delete it first", "action", command=f"owntexts delete {one}"),
            Fix("look", "Look at what is there", "action", command="owntexts deleted"),
        ),
    )
