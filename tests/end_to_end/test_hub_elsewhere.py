"""A hub that is not on this machine: its certificate is pinned by its link, its first account needs the code."""

import pytest
from tests.end_to_end.world import World


@pytest.mark.parametrize("digits", [64, 63, 0])
def test_a_link_with_another_certificate_is_not_followed(world: World, digits: int) -> None:
    hub = world.hub("--tls", "auto")
    laptop = world.device("laptop")
    address, _, pin = hub.link.partition("sha256=")
    wrong = f"{address}sha256={('0' if pin[0] != '0' else '1') * digits}"
    refused = laptop.run("account", "create", "--hub", wrong, "--name", "ada")
    assert refused.exit in {1, 2}, refused
    if digits == 64:
        assert refused.code == "hub.certificate"
    assert laptop.state() == "signed_out"


def test_its_link_carries_its_certificate_to_every_device(world: World) -> None:
    hub = world.hub("--tls", "auto")
    laptop, desktop = world.device("laptop"), world.device("desktop")
    link = world.operate("hub", "link", "--data", str(hub.data)).said
    assert link["link"] == hub.link
    assert link["qr"]
    laptop.create(hub.link)
    desktop.join(hub.link)
    assert laptop.sync()["decision"]["texts"]["run"]
    assert desktop.sync()["decision"]["texts"]["run"]


def test_without_the_link_a_self_made_certificate_is_not_believed(world: World) -> None:
    hub = world.hub("--tls", "auto")
    laptop = world.device("laptop")
    refused = laptop.run("account", "create", "--hub", hub.address, "--name", "ada")
    assert (refused.exit, refused.code) == (1, "hub.certificate"), refused
    laptop.create(hub.link)
    assert laptop.sync()["decision"]["texts"]["run"], "the link counts, not what was tried before it"


def test_the_first_account_of_a_public_hub_needs_the_code_that_it_printed(world: World) -> None:
    hub = world.hub("--public-url", "https://texts.example.org")
    laptop = world.device("laptop")
    creating = ("account", "create", "--hub", hub.address, "--name", "ada")
    assert laptop.run(*creating, OWNTEXTS_PASSWORD="mistyped").code == "account.invite_needed"
    assert laptop.run(*creating, "--invite", "AAAA-AAAA-AAAA-AAAA").code == "account.invite_needed"
    laptop.ask(*creating, "--invite", hub.said["setup_code"])
    second = world.device("second")
    again = ("account", "create", "--hub", hub.address, "--name", "bert", "--invite", hub.said["setup_code"])
    assert second.run(*again).code == "account.invite_needed", "the code is spent once"


def test_beyond_this_machine_a_hub_is_not_served_in_the_open(world: World) -> None:
    refused = world.operate("hub", "serve", "--data", str(world.folder / "open"), "--listen", "0.0.0.0:0")
    assert refused.exit == 2, refused
    assert refused.said["error"]["fixes"]


def test_the_operator_sees_names_and_sizes_and_gives_room(world: World) -> None:
    hub = world.hub()
    laptop = world.device("laptop")
    laptop.create(hub.address)
    laptop.sync()
    data = ("--data", str(hub.data))
    [account] = world.operate("hub", "accounts", *data).said
    assert (account["name"], account["devices"]) == ("ada", 1)
    assert set(account) == {"name", "devices", "used", "quota", "last_seen_at"}
    assert world.operate("hub", "quota", "ada", "20GiB", *data).exit == 0
    [account] = world.operate("hub", "accounts", *data).said
    assert account["quota"] == 20 << 30
