"""Signing in proves the password or recovery key without giving the hub anything that opens data."""

from typing import Literal

from owntexts.crypto.holders import HolderKeys
from owntexts.wire.entry import HolderKind
from owntexts.wire.hub import SignIn
from owntexts.wire.signing import login_message


def sign_in(keys: HolderKeys, *, nonce: bytes, host: str, name: str) -> SignIn:
    """The answer to a hub's challenge; `host` is host:port as it was dialled, so that no other hub can use it."""
    method: Literal["password", "recovery"] = "password" if keys.holder.kind is HolderKind.PASSWORD else "recovery"
    message = login_message(nonce=nonce, host=host, name=name, method=method)
    return SignIn(name=name, method=method, nonce=nonce, host=host, signature=keys.prove(message))
