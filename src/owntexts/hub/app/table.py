"""Every operation of the hub: the table that the routes and the OpenAPI document are made from."""

from typing import Final, Literal

import msgspec

from owntexts import __version__
from owntexts.hub.app.operations import Answer, Asked, Door, Operation
from owntexts.hub.app.parameters import After, DevicePath, EntryHeaders, Since
from owntexts.hub.app.versions import OLDEST_CLIENT
from owntexts.hub.service.tools import rfc3339
from owntexts.wire import limits
from owntexts.wire.hub import (
    About,
    Admission,
    Challenge,
    ChangeToken,
    CreateAccount,
    DeviceSeen,
    Head,
    Page,
    SignIn,
)

SMALL: Final = 16 << 10
ACCOUNT: Final = limits.ENTRY * 2


class ChallengeRequest(msgspec.Struct):
    """Who wants to sign in, and with which secret."""

    name: str
    method: Literal["password", "recovery"]


def about(asked: Asked) -> About:
    return About(version=__version__, oldest_client=OLDEST_CLIENT, now=rfc3339(asked.services.tools.now()))


def create_account(asked: Asked) -> ChangeToken:
    request = asked.json(CreateAccount)
    return asked.services.accounts.create(request, asked.address, at_home=asked.at_home)


def challenge(asked: Asked) -> Challenge:
    request = asked.json(ChallengeRequest)
    return asked.services.sign_in.challenge(request.name, request.method, asked.address)


def sign_in(asked: Asked) -> Admission:
    return asked.services.sign_in.sign_in(asked.json(SignIn), asked.address)


def keyring(asked: Asked) -> list[bytes]:
    return asked.services.keyring.entries(asked.signed_in, asked.parameters(Since, asked.query).since)


def append_entry(asked: Asked) -> ChangeToken:
    digest = asked.parameters(EntryHeaders, asked.headers).token_sha256
    token_sha256 = None if digest is None else bytes.fromhex(digest)
    return asked.services.keyring.append(asked.signed_in, asked.body, token_sha256)


def head(asked: Asked) -> Head:
    return asked.services.log.head(asked.member)


def fetch(asked: Asked) -> Page:
    after = asked.parameters(After, asked.query)
    since = ChangeToken(bytes.fromhex(after.incarnation), after.token, bytes.fromhex(after.hash))
    return asked.services.log.fetch(asked.member, since, after.limit)


def push(asked: Asked) -> ChangeToken:
    return asked.services.log.push(asked.member, asked.body)


def devices(asked: Asked) -> list[DeviceSeen]:
    return asked.services.devices.seen(asked.member)


def end_device(asked: Asked) -> None:
    device = asked.parameters(DevicePath, asked.path).device
    asked.services.devices.end_token(asked.member, bytes.fromhex(device))


OPERATIONS: Final = (
    Operation("about", "GET", "/v1/about", "What this hub is.", about, Door.OPEN, gives=About),
    Operation(
        "create_account",
        "POST",
        "/v1/accounts",
        "Make an account from entry 0 of its keyring.",
        create_account,
        Door.OPEN,
        gives=ChangeToken,
        takes=CreateAccount,
        takes_bytes=ACCOUNT,
        refusals=(403, 409, 429, 507),
    ),
    Operation(
        "challenge",
        "POST",
        "/v1/sign-in/challenge",
        "Begin a sign-in. A name that nobody has is answered like any other.",
        challenge,
        Door.OPEN,
        gives=Challenge,
        takes=ChallengeRequest,
        takes_bytes=SMALL,
        refusals=(429,),
    ),
    Operation(
        "sign_in",
        "POST",
        "/v1/sign-in",
        "Prove a secret; the ticket reads the keyring and appends one entry to it.",
        sign_in,
        Door.OPEN,
        gives=Admission,
        takes=SignIn,
        takes_bytes=SMALL,
        refusals=(401, 429),
    ),
    Operation(
        "keyring",
        "GET",
        "/v1/keyring",
        "Keyring entries from a number on, as a MessagePack array of byte strings.",
        keyring,
        Door.VISITORS,
        Answer.MSGPACK,
        query=Since,
    ),
    Operation(
        "append_entry",
        "POST",
        "/v1/keyring",
        "Append a keyring entry, if it follows the keyring's head.",
        append_entry,
        Door.VISITORS,
        gives=ChangeToken,
        takes=bytes,
        takes_bytes=limits.ENTRY,
        headers=EntryHeaders,
        refusals=(409, 507),
    ),
    Operation("head", "GET", "/v1/head", "Where the zone and the asking device stand.", head, gives=Head),
    Operation(
        "fetch",
        "GET",
        "/v1/items",
        "Log items after a position, as MessagePack: [[[token, hash, data or nil]...], head].",
        fetch,
        answer=Answer.MSGPACK,
        query=After,
        refusals=(409,),
    ),
    Operation(
        "push",
        "POST",
        "/v1/items",
        "Append a batch or a heartbeat; the same bytes again get the same answer.",
        push,
        gives=ChangeToken,
        takes=bytes,
        takes_bytes=limits.BATCH_SEALED,
        refusals=(409, 507),
    ),
    Operation(
        "devices", "GET", "/v1/devices", "The account's devices as the hub sees them.", devices, gives=list[DeviceSeen]
    ),
    Operation(
        "end_device",
        "DELETE",
        "/v1/devices/{device}/token",
        "End the token of a device of the account.",
        end_device,
        answer=Answer.NOTHING,
        refusals=(404, 507),
    ),
)
