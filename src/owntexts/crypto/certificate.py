"""The hub's self-made certificate: P-256, ten years, for the names and addresses given. Devices pin its SHA-256."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix

VALID_FOR: Final = timedelta(days=3650)
BEFORE: Final = timedelta(days=1)


@dataclass(frozen=True)
class Certificate:
    """A certificate and its private key, both PEM."""

    certificate_pem: bytes
    key_pem: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the DER certificate, in hex: what a join link carries and a device pins."""
        return fingerprint(self.certificate_pem)


def make_certificate(names: Sequence[str], *, now: datetime) -> Certificate:
    """A new key and its certificate for DNS names and IP addresses, valid from a day before `now` (aware).

    Raises WrongUsage for a name that is neither.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Owntexts hub")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.SubjectAlternativeName([_name(name) for name in dict.fromkeys(names)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, SHA256())
    )
    return Certificate(
        certificate.public_bytes(Encoding.PEM),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )


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
