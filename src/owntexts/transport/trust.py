"""Whom a connection believes: exactly one certificate where it is pinned, else what the system believes."""

import socket
import ssl
from hashlib import sha256
from hmac import compare_digest
from typing import Any

import httpx2

from owntexts.transport.link import HubAddress


class WrongCertificate(ssl.SSLCertVerificationError):
    """The hub showed another certificate than the pinned one; both as SHA-256 in hex."""

    def __init__(self, expected: str, shown: str) -> None:
        super().__init__(f"certificate {shown} instead of {expected}")
        self.expected = expected
        self.shown = shown


class PinnedContext(ssl.SSLContext):
    """Accepts exactly one certificate, whatever its names and dates, on the very connection that is used."""

    pin: str

    @classmethod
    def accepting(cls, pin: str) -> "PinnedContext":
        """`pin` is the SHA-256 of the certificate's DER form, in lower-case hex."""
        context = cls(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.pin = pin
        return context

    def wrap_socket(self, sock: socket.socket, *args: Any, **options: Any) -> ssl.SSLSocket:
        """A connection whose other end has proven that it holds the pinned certificate's key."""
        connection = super().wrap_socket(sock, *args, **options)
        shown = sha256(connection.getpeercert(binary_form=True) or b"").hexdigest()
        if not compare_digest(shown, self.pin):
            connection.close()
            raise WrongCertificate(self.pin, shown)
        return connection


def trust(address: HubAddress) -> ssl.SSLContext:
    """The context for a hub with a pinned certificate, or with an ordinary one; for a plain one, that believes nobody.

    Reading what the system believes takes longer than many a request, so it is read only where it is asked.
    """
    if address.pin:
        return PinnedContext.accepting(address.pin)
    if address.url.startswith("https://"):
        return httpx2.create_ssl_context(trust_env=False)
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
