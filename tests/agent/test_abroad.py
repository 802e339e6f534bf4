"""What a device is called in its network."""

from owntexts.agent.abroad import Abroad, reached


def test_behind_a_proxy_it_answers_to_the_proxys_name_alone() -> None:
    network = reached(Abroad("127.0.0.1", 8945, public_url="https://texts.example:444/"), 8945)
    assert network.hosts() == {"texts.example:444"}
    assert network.addresses() == ["https://texts.example:444"]


def test_on_all_addresses_it_answers_to_each_of_them_and_not_as_loopback() -> None:
    network = reached(Abroad("0.0.0.0", 8945), 8945)  # noqa: S104 - nothing listens
    assert not {"0.0.0.0:8945", "127.0.0.1:8945", "localhost:8945", "[::1]:8945"} & network.hosts()


def test_on_one_address_that_one_comes_first_and_the_usual_port_need_not_be_said() -> None:
    network = reached(Abroad("192.0.2.7", 443), 443)
    assert network.addresses()[0] == "https://192.0.2.7"
    assert {"192.0.2.7", "192.0.2.7:443"} <= network.hosts()
    assert "[2001:db8::1]:8945" in reached(Abroad("2001:db8::1", 8945), 8945).hosts()
