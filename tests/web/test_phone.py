"""Reading on a phone: the door to the network, what opens it, and what stays shut behind it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.shelf import HOST, Opened, Shelf

from owntexts.web.app import build, shared
from owntexts.web.door import Door
from owntexts.web.frame import COOKIE
from owntexts.web.sessions import HERE, LINK_SECONDS, NETWORK, Sessions

FAR = "192.0.2.7:8945"
OTHER = "desk.local:8945"
LINK = r"https://192.0.2.7:8945/open/"


@dataclass
class Reached:
    root: Path | None = None
    fingerprint: str | None = "0f" * 32
    told: list[str] = field(default_factory=lambda: [f"https://{FAR}", f"https://{OTHER}"])

    def addresses(self) -> list[str]:
        return self.told


@dataclass
class Both:
    """A device with a door of its own and one to its network."""

    here: Opened
    there: TestClient

    def link(self) -> str:
        """What the QR on the device itself says."""
        told = self.here.post("/settings/phone/link").text
        return str(told.partition(f"<code>https://{FAR}")[2].partition("</code>")[0])

    def sign_in(self, secret: str) -> int:
        origin = {"origin": f"https://{FAR}"}
        return int(self.there.post("/login", data={"secret": secret}, headers=origin).status_code)


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    now, made = [1000.0], iter(range(1, 1000))
    sessions = Sessions(clock=lambda: now[0], random=lambda size: next(made).to_bytes(size, "big"))
    shelf = Shelf()
    root = tmp_path / "root.pem"
    root.write_bytes(b"a certificate")
    network, common = Reached(root), shared(shelf, sessions)
    near = build(shelf, sessions, Door(HERE, lambda: {HOST}, is_secure=False), common, network)
    far = build(shelf, sessions, Door(NETWORK, lambda: {FAR, OTHER}, is_secure=True), common, network)
    with TestClient(near, base_url=f"http://{HOST}") as here, TestClient(far, base_url=f"https://{FAR}") as there:
        opened = Opened(here, sessions, shelf, now)
        opened.sign_in()
        yield Both(opened, there)


def test_the_qr_opens_the_page_once(both: Both) -> None:
    link = both.link()
    answer = both.there.get(link)
    assert answer.status_code == 200
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "Grandma" in both.there.get("/").text
    both.there.cookies.clear()
    assert both.there.get(link).status_code == 401


def test_the_qr_is_void_after_ten_minutes(both: Both) -> None:
    link = both.link()
    both.here.now[0] += LINK_SECONDS
    assert both.there.get(link).status_code == 401


def test_a_link_is_made_only_when_it_is_asked_for_and_for_an_address_of_this_device_alone(both: Both) -> None:
    assert "/open/" not in both.here.client.get("/settings/phone").text
    told = both.here.post("/settings/phone/link", address="https://evil.example").text
    assert f"https://{FAR}/open/" in told
    assert f"https://{OTHER}/open/" in both.here.post("/settings/phone/link", address=f"https://{OTHER}").text


def test_each_door_answers_to_its_own_names_only(both: Both) -> None:
    for client, foreign in ((both.there, HOST), (both.there, "evil.example"), (both.here.client, FAR)):
        assert client.get("/", headers={"host": foreign}).status_code == 421
    origin = {"origin": f"http://{HOST}"}
    assert both.there.post("/login", data={"secret": "right"}, headers=origin).status_code == 403


def test_the_password_opens_it_and_guesses_are_slowed_down_for_everybody_together(both: Both) -> None:
    assert both.sign_in("wrong") == 422
    assert both.sign_in("right") == 200
    assert "Grandma" in both.there.get("/").text
    both.there.cookies.clear()
    for _ in range(5):
        both.sign_in("wrong")
    assert both.sign_in("right") == 422
    assert both.there.get("/").status_code == 401
    assert both.there.get(both.link()).status_code == 200, "the link opens it all the same"
    both.here.now[0] += 31
    both.there.cookies.clear()
    assert both.sign_in("right") == 200


def test_where_there_is_no_account_only_a_link_opens_it(both: Both) -> None:
    assert 'action="/login"' in both.there.get("/").text
    both.here.shelf.accounts.member_of = None
    assert 'action="/login"' not in both.there.get("/").text


def test_from_the_network_one_reads_and_lets_nobody_in(both: Both) -> None:
    both.there.get(both.link())
    token = both.there.cookies[COOKIE]
    assert both.here.sessions.place(token) == NETWORK
    csrf, origin = both.here.sessions.csrf(token), {"origin": f"https://{FAR}"}
    for path in (
        "/settings/phone/link",
        "/settings/privacy/link",
        "/settings/account/password",
        "/welcome/create",
        "/welcome/join",
        "/welcome/messages",
    ):
        answer = both.there.post(path, data={"csrf": csrf, "password": "new", "path": "/etc"}, headers=origin)
        assert answer.status_code == 422
        assert "This is done at the device itself" in answer.text
    assert both.here.shelf.membership.done == []
    assert both.here.shelf.accounts.asked == {}
    assert both.here.shelf.bringing.done == []


def test_a_session_of_the_device_that_is_brought_in_from_the_network_decides_nothing_there(both: Both) -> None:
    token = both.here.client.cookies[COOKIE]
    both.there.cookies.set(COOKIE, token)
    csrf, origin = both.here.sessions.csrf(token), {"origin": f"https://{FAR}"}
    assert both.there.post("/settings/account/leave", data={"csrf": csrf}, headers=origin).status_code == 422
    assert both.here.shelf.membership.done == []


def test_the_certificate_is_given_to_whoever_asks_and_said_to_be_compared(both: Both) -> None:
    assert both.there.get("/owntexts.crt").content == b"a certificate"
    assert "0F 0F 0F" in both.here.client.get("/settings/phone").text
    both.there.get(both.link())
    assert "0F 0F 0F" in both.there.get("/help/trust").text


def test_a_device_that_is_not_reached_says_how_it_would_be(page: Opened) -> None:
    page.sign_in()
    assert "owntexts up --listen 0.0.0.0:8945" in page.client.get("/settings/phone").text
    assert page.post("/settings/phone/link").status_code == 422
    assert page.client.get("/owntexts.crt").status_code == 404
