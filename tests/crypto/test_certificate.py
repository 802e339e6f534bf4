"""The hub's self-made certificate."""

import ssl
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509

from owntexts.crypto.certificate import ends_before, fingerprint, make_certificate, make_rooted, names_of
from owntexts.errors import WrongUsage

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)


def test_it_names_every_name_and_address_once() -> None:
    made = make_certificate(["localhost", "127.0.0.1", "::1", "h\u00fcb.example", "localhost"], now=NOW)
    certificate = x509.load_pem_x509_certificate(made.certificate_pem)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "xn--hb-xka.example"]
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]


def test_it_is_valid_from_a_day_before_for_ten_years() -> None:
    certificate = x509.load_pem_x509_certificate(make_certificate(["localhost"], now=NOW).certificate_pem)
    assert certificate.not_valid_before_utc < NOW
    assert certificate.not_valid_after_utc.year == 2036


def test_the_fingerprint_is_that_of_the_der_form() -> None:
    made = make_certificate(["localhost"], now=NOW)
    der = ssl.PEM_cert_to_DER_cert(made.certificate_pem.decode())
    assert made.fingerprint == fingerprint(made.certificate_pem) == sha256(der).hexdigest()


def test_each_certificate_is_another() -> None:
    assert make_certificate(["localhost"], now=NOW).fingerprint != make_certificate(["localhost"], now=NOW).fingerprint


def test_a_server_can_use_it(tmp_path: Path) -> None:
    made = make_certificate(["localhost"], now=NOW)
    (tmp_path / "cert.pem").write_bytes(made.certificate_pem)
    (tmp_path / "key.pem").write_bytes(made.key_pem)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")


def test_its_private_key_is_never_printed() -> None:
    assert "PRIVATE" not in repr(make_certificate(["localhost"], now=NOW))


@pytest.mark.parametrize("name", ["", "a" * 300])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(WrongUsage):
        make_certificate([name], now=NOW)


def test_its_names_can_be_read_back() -> None:
    made = make_certificate(["hub.example", "192.0.2.7", "2001:db8::1"], now=NOW)
    assert names_of(made.certificate_pem) == ("hub.example", "192.0.2.7", "2001:db8::1")


@pytest.mark.parametrize(
    "data", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]
)
def test_what_is_no_certificate_has_no_names(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - in whatever words
        names_of(data)


def test_a_phone_can_trust_the_root_of_the_pages_and_the_server_is_signed_by_it() -> None:
    made = make_rooted(["desk.local", "192.0.2.7"], machine="desk" * 30, now=NOW)
    root = x509.load_pem_x509_certificate(made.root_pem)
    server = x509.load_pem_x509_certificate(made.server.certificate_pem)
    server.verify_directly_issued_by(root)
    constraints = root.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (constraints.ca, constraints.path_length) == (True, 0)
    assert not server.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert server.not_valid_after_utc - server.not_valid_before_utc <= timedelta(days=825), "phones believe no longer"
    assert names_of(made.server.certificate_pem) == ("desk.local", "192.0.2.7")
    assert server.public_key() != root.public_key(), "the key that signed is kept nowhere"


def test_when_a_certificate_ends_is_told() -> None:
    pem = make_rooted(["desk.local"], machine="desk", now=NOW).server.certificate_pem
    assert not ends_before(pem, NOW + timedelta(days=799))
    assert ends_before(pem, NOW + timedelta(days=801))
