import pytest

from owntexts.errors import WrongUsage
from owntexts.transport.link import HubAddress, parse_address

PIN = "ab" * 32


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (f"owntexts://192.168.1.4:8943/?sha256={PIN}", HubAddress("https://192.168.1.4:8943", PIN)),
        (f"owntexts://[fe80::1]:8943/?sha256={PIN.upper()}", HubAddress("https://[fe80::1]:8943", PIN)),
        ("owntexts://127.0.0.1:8943/", HubAddress("http://127.0.0.1:8943")),
        ("owntexts://hub.example.org/", HubAddress("https://hub.example.org")),
        ("https://hub.example.org/texts/", HubAddress("https://hub.example.org/texts")),
        (" http://localhost:8943 ", HubAddress("http://localhost:8943")),
        ("http://[::1]:8943/", HubAddress("http://[::1]:8943")),
    ],
)
def test_a_link_or_an_address_names_a_hub_and_what_certificate_to_believe(text: str, address: HubAddress) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hub",
        "ftp://hub",
        "https://",
        "https://h:0",
        "https://h:99999",
        "https://user@h",
        "https://[h",
        "http://192.168.1.4:8943",
        "http://localhost.example.org",
        "owntexts://h/?sha256=abc",
        f"owntexts://h/?sha256={PIN}&sha256={PIN}",
        "https://h/?token=1",
    ],
)
def test_what_names_no_hub_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        parse_address(text)
    assert refused.value.finding.fixes


def test_the_host_as_dialled_has_its_port() -> None:
    assert parse_address("https://hub.example.org:8943/a").host == "hub.example.org:8943"
