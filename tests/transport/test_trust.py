"""Which certificates a connection believes."""

import ssl

import pytest
from tests.transport.conftest import Certificate, Server, told_json

from owntexts.errors import HubFailed, WrongUsage
from owntexts.transport.http import HttpHub
from owntexts.transport.link import parse_address
from owntexts.transport.trust import trust

ABOUT = {"version": "0.1.0", "oldest_client": "0.1.0", "now": "2026-01-01T00:00:00Z"}


def test_a_pinned_certificate_is_believed_whatever_its_names_and_dates(
    tls_server: Server, certificate: Certificate
) -> None:
    tls_server.answers = [told_json(ABOUT)]
    with HttpHub(tls_server.url, pin=certificate.fingerprint) as hub:
        assert hub.about().version == "0.1.0"


def test_another_certificate_than_the_pinned_one_gets_no_request(tls_server: Server) -> None:
    with HttpHub(tls_server.url, pin="00" * 32) as hub, pytest.raises(HubFailed) as refused:
        hub.push(b"sealed")
    assert refused.value.code == "hub.certificate"
    assert refused.value.finding.evidence[1].limit == "00" * 32
    assert tls_server.asked == []


def test_without_a_pin_a_self_made_certificate_is_not_believed(tls_server: Server) -> None:
    with HttpHub(tls_server.url) as hub, pytest.raises(HubFailed) as refused:
        hub.about()
    assert refused.value.code == "hub.certificate"
    assert tls_server.asked == []


def test_a_pin_for_a_plain_address_is_refused() -> None:
    with pytest.raises(WrongUsage):
        HttpHub("http://127.0.0.1:1", pin="00" * 32)


def test_a_plain_connection_believes_nobody_should_it_ever_be_led_elsewhere() -> None:
    context = trust(parse_address("http://127.0.0.1:1"))
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.cert_store_stats()["x509_ca"] == 0
