"""Every operation of the hub: the table that the routes and the OpenAPI document are made from."""

from io import RawIOBase
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from owntexts import __version__
from owntexts.hub.app.operations import Answer, Asked, Door, Operation
from owntexts.hub.app.parameters import After, BlobHeaders, BlobPath, DevicePath, EntryHeaders, Since
from owntexts.hub.app.versions import OLDEST_CLIENT
from owntexts.hub.service.tools import rfc3339
from owntexts.hub.service.uploads import Upload
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
    Storage,
)

SMALL: Final = 16 << 10
ACCOUNT: Final = limits.ENTRY * 2
IDS: Final = limits.KEPT_AT_ONCE * 32


class ChallengeRequest(msgspec.Struct):
    """Who wants to sign in, and with which secret."""

    name: str
    method: Literal["password", "recovery"]


BlobIds = Annotated[
    list[Annotated[bytes, Meta(min_length=limits.ID, max_length=limits.ID)]], Meta(max_length=limits.KEPT_AT_ONCE)
]


class Kept(msgspec.Struct):
    """Blobs that a device refers to or is about to."""

    ids: BlobIds


class Missing(msgspec.Struct):
    """Those of them that the hub does not have."""

    missing: list[bytes]


class Deleted(msgspec.Struct):
    """Blobs that nothing refers to at the position `seen`; `now`: they go for good within the hour."""

    ids: BlobIds
    seen: ChangeToken
    now: bool = False


class Freed(msgspec.Struct):
    """The bytes that count no more."""

    bytes: int


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


def put_blob(asked: Asked) -> Upload | None:
    length = int(asked.headers["content-length"])
    instead_of = asked.parameters(BlobHeaders, asked.headers).instead_of
    replaced = None if instead_of is None else bytes.fromhex(instead_of)
    return asked.services.uploads.begin(asked.member, _blob(asked), length, replaced)


def blob(asked: Asked) -> tuple[RawIOBase, int]:
    return asked.services.blobs.opened(asked.member, _blob(asked))


def keep_blobs(asked: Asked) -> Missing:
    return Missing(asked.services.blobs.keep(asked.member, asked.json(Kept).ids))


def delete_blobs(asked: Asked) -> Freed:
    deleted = asked.json(Deleted)
    return Freed(asked.services.blobs.delete(asked.member, deleted.ids, deleted.seen, now=deleted.now))


def storage(asked: Asked) -> Storage:
    return asked.services.blobs.storage(asked.member)


def _blob(asked: Asked) -> bytes:
    return bytes.fromhex(asked.parameters(BlobPath, asked.path).blob)


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
        place=DevicePath,
        refusals=(404, 507),
    ),
    Operation(
        "keep_blobs",
        "POST",
        "/v1/blobs/keep",
        "Which of these are missing; the others are kept, should they have been deleted.",
        keep_blobs,
        gives=Missing,
        takes=Kept,
        takes_bytes=IDS,
        refusals=(507,),
    ),
    Operation(
        "delete_blobs",
        "POST",
        "/v1/blobs/delete",
        "Delete blobs that nothing refers to at the head of the log; they go for good after a while.",
        delete_blobs,
        gives=Freed,
        takes=Deleted,
        takes_bytes=IDS,
        refusals=(409, 507),
    ),
    Operation(
        "put_blob",
        "PUT",
        "/v1/blobs/{blob}",
        "Store a sealed blob under its id where there is none yet, or in the place of exactly those bytes.",
        put_blob,
        answer=Answer.STORED,
        takes=bytes,
        takes_bytes=limits.BLOB_SEALED,
        streams=True,
        place=BlobPath,
        headers=BlobHeaders,
        refusals=(412, 507),
    ),
    Operation(
        "blob",
        "GET",
        "/v1/blobs/{blob}",
        "The sealed bytes of a blob.",
        blob,
        answer=Answer.FILE,
        place=BlobPath,
        refusals=(404,),
    ),
    Operation("storage", "GET", "/v1/storage", "What the account takes of its room.", storage, gives=Storage),
)
