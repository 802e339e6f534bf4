"""Certificates for servers: two files that the person has, or some that are made for a home's pages."""

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from msgspec import Struct

from owntexts.agent.files import private_folder, replace_private
from owntexts.crypto.certificate import ends_before, fingerprint, make_rooted, names_of
from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.hub.settings import Tls

RENEWED_BEFORE: Final = timedelta(days=30)


class SelfMade(Struct, frozen=True):
    """A certificate of our own making, the root that phones may trust for it (a PEM file), and the root's SHA-256."""

    tls: Tls
    root: Path
    fingerprint: str


def given(told: str) -> Tls:
    """The two PEM files of `--tls CERT,KEY`. Raises WrongUsage."""
    certificate, comma, key = told.partition(",")
    if not (certificate and comma and key):
        raise WrongUsage(
            "This says nothing about TLS",
            "--tls is auto, off, or two files: the certificate and its key.",
            evidence=(Evidence("tls", told, origin="--tls"),),
            fixes=(Fix("tls", "Write auto, off, or CERT,KEY", "person"),),
        )
    try:
        names = names_of(Path(certificate).read_bytes())
    except (OSError, ValueError) as error:
        raise WrongUsage(
            "The certificate cannot be read",
            "--tls CERT,KEY takes two PEM files, the certificate first.",
            evidence=(Evidence("certificate", certificate, origin="--tls"), Evidence("answer", str(error))),
            fixes=(Fix("tls", "Give the paths of two PEM files that this user may read", "person"),),
        ) from error
    return Tls(Path(certificate), Path(key), names)


def self_made(folder: Path, names: list[str], told: str) -> SelfMade:
    """The home's own, kept as long as it is valid and bears the address that browsers are `told`; else a new one."""
    private_folder(folder)
    certificate, key, root = folder / "certificate.pem", folder / "key.pem", folder / "root.pem"
    if not _serves(certificate, key, root, told):
        made = make_rooted(names, machine=socket.gethostname(), now=datetime.now(UTC))
        replace_private(key, made.server.key_pem)
        replace_private(root, made.root_pem)
        replace_private(certificate, made.server.certificate_pem)
    bears = names_of(certificate.read_bytes())
    return SelfMade(Tls(certificate, key, bears), root, fingerprint(root.read_bytes()))


def _serves(certificate: Path, key: Path, root: Path, told: str) -> bool:
    try:
        pem = certificate.read_bytes()
        over = ends_before(pem, datetime.now(UTC) + RENEWED_BEFORE)
        return not over and told in names_of(pem) and key.is_file() and root.is_file()
    except (OSError, ValueError):
        return False
