import pytest

from owntexts.hub.service.hosts import Hosts, without_port

HOSTS = Hosts(["192.0.2.7", "2001:db8::1", "Texts.Example.org", "*.home.test"])


@pytest.mark.parametrize(
    "host",
    [
        "192.0.2.7",
        "192.0.2.7:8944",
        "[2001:db8::1]:8944",
        "[2001:DB8:0::1]",
        "texts.example.org",
        "TEXTS.example.org.:443",
        "hub.home.test",
        "localhost:1",
        "127.0.0.1",
        "127.9.9.9:80",
        "[::1]:8944",
    ],
)
def test_a_hub_answers_to_its_names(host: str) -> None:
    assert HOSTS.is_mine(host)


@pytest.mark.parametrize(
    "host",
    ["", "evil.test", "192.0.2.8", "texts.example.org.evil.test", "home.test", "a.b.home.test", "[", "localhost.evil"],
)
def test_a_hub_answers_to_no_other_name(host: str) -> None:
    assert not HOSTS.is_mine(host)


def test_a_host_loses_its_port_and_brackets() -> None:
    assert [without_port(host) for host in ("a:1", "a", "[::1]:1", "[::1]", "::1")] == ["a", "a", "::1", "::1", "::1"]
