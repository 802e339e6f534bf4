"""Self-made certificates, P-256, for the names and addresses given.

The hub's is one for ten years, and devices pin its SHA-256. The pages' is signed by a root that a phone can be told to
trust; the root's key is thrown away as soon as it has signed, so that nobody can ever sign another.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix

VALID_FOR: Final = timedelta(days=3650)
PAGES_VALID_FOR: Final = timedelta(days=800)
"""Phones believe no server's certificate for longer than 825 days, whoever signed it."""
BEFORE: Final = timedelta(days=1)
LONGEST_NAME: Final = 64


@dataclass(frozen=True)
class Certificate:
    """A certificate and its private key, both PEM."""

    certificate_pem: bytes
    key_pem: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the DER certificate, in hex: what a join link carries and a device pins."""
        return fingerprint(self.certificate_pem)


@dataclass(frozen=True)
class Rooted:
    """A server's certificate, and the root (PEM) that is to be trusted for it."""

    server: Certificate
    root_pem: bytes


def make_certificate(names: Sequence[str], *, now: datetime) -> Certificate:
    """A new key and its certificate for DNS names and IP addresses, valid from a day before `now` (aware).

    Raises WrongUsage for a name that is neither.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _called("Owntexts hub")
    return Certificate(_server(names, key, subject, Issuer(subject, key), now=now, lasts=VALID_FOR), _pem(key))


def make_rooted(names: Sequence[str], *, machine: str, now: datetime) -> Rooted:
    """A server's certificate and the root that signed it, for the names and addresses of `machine`; as above."""
    key, signs = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _called(f"Owntexts on {machine}"[:LONGEST_NAME])
    certificate = _server(names, key, _called("Owntexts pages"), Issuer(root, signs), now=now, lasts=PAGES_VALID_FOR)
    return Rooted(Certificate(certificate, _pem(key)), _root(root, signs, now))


def ends_before(certificate_pem: bytes, moment: datetime) -> bool:
    """Whether the first certificate is over by then (aware). Raises ValueError for bytes that are none."""
    return x509.load_pem_x509_certificate(certificate_pem).not_valid_after_utc < moment


class Issuer(NamedTuple):
    """Who signs: the name, and the key."""

    name: x509.Name
    key: ec.EllipticCurvePrivateKey


def _server(
    names: Sequence[str],
    key: ec.EllipticCurvePrivateKey,
    subject: x509.Name,
    issuer: Issuer,
    *,
    now: datetime,
    lasts: timedelta,
) -> bytes:
    made = (
        _begun(subject, issuer.name, key.public_key(), now, lasts)
        .add_extension(x509.SubjectAlternativeName([_name(name) for name in dict.fromkeys(names)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(issuer.key, SHA256())
    )
    return made.public_bytes(Encoding.PEM)


def _root(name: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime) -> bytes:
    made = (
        _begun(name, name, key.public_key(), now, PAGES_VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    return made.public_bytes(Encoding.PEM)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(now + lasts)
    )


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def fingerprint(certificate_pem: bytes) -> str:
    """SHA-256 of the first certificate's DER form, in hex."""
    certificate = x509.load_pem_x509_certificate(certificate_pem)
    return sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def names_of(certificate_pem: bytes) -> tuple[str, ...]:
    """The DNS names and addresses that the first certificate is for. Raises ValueError for bytes that are none."""
    extensions = x509.load_pem_x509_certificate(certificate_pem).extensions
    try:
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    addresses = names.get_values_for_type(x509.IPAddress)
    return (*names.get_values_for_type(x509.DNSName), *map(str, addresses))


def _name(name: str) -> x509.GeneralName:
    with suppress(ValueError):
        return x509.IPAddress(ip_address(name))
    try:
        encoded = name.encode("idna").decode()
    except UnicodeError:
        encoded = ""
    if not encoded:
        raise _no_name(name)
    return x509.DNSName(encoded)


def _no_name(name: str) -> WrongUsage:
    return WrongUsage(
        "A certificate cannot bear this name",
        "It takes the names and addresses under which devices reach the hub.",
        evidence=(Evidence(name="name", value=name),),
        fixes=(Fix(id="name-host", title="Give a host name or an IP address", kind="person"),),
    )
