"""What opens the pages, what they refuse, and what they may load."""

import re

import pytest
from tests.web.shelf import CONVERSATION, HOST, Opened

from owntexts.web.sessions import LINK_SECONDS

SETTINGS = tuple(
    f"/settings{name}" for name in ("", "/account", "/sync", "/sources", "/privacy", "/phone", "/history", "/about")
)
PAGES = ("/", f"/c/{CONVERSATION}", f"/c/{CONVERSATION}/info", f"/c/{CONVERSATION}/print", "/search?q=text", *SETTINGS)
FILES = (f"/c/{CONVERSATION}/export.txt", f"/c/{CONVERSATION}/export.jsonl", f"/m/{1:032x}", f"/m/{1:032x}/info")


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_a_page_without_a_session_shows_nothing_but_the_way_in(page: Opened, path: str) -> None:
    answer = page.client.get(path)
    assert answer.status_code == 401
    assert "owntexts up" in answer.text
    assert "Grandma" not in answer.text
    assert "text 1" not in answer.text


def test_a_link_opens_the_page_once(page: Opened) -> None:
    link = page.sessions.link()
    assert page.client.get(f"/open/{link}").status_code == 200
    assert "Grandma" in page.client.get("/").text
    page.client.cookies.clear()
    assert page.client.get(f"/open/{link}").status_code == 401


def test_a_link_is_void_after_ten_minutes(page: Opened) -> None:
    link = page.sessions.link()
    page.now[0] += LINK_SECONDS
    assert page.client.get(f"/open/{link}").status_code == 401


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(page: Opened) -> None:
    answer = page.client.get(f"/open/{page.sessions.link()}", follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_another_host_is_refused_even_with_a_session(page: Opened) -> None:
    page.sign_in()
    assert page.client.get("/", headers={"host": "evil.example"}).status_code == 421


FORMS = (
    "/leave",
    f"/c/{CONVERSATION}/pin",
    f"/c/{CONVERSATION}/read",
    "/settings/sync/limit",
    "/settings/account/leave",
    "/settings/account/prove",
    "/settings/sources/remove",
    "/settings/privacy/end-all",
    "/settings/privacy/link",
)


@pytest.mark.parametrize("path", FORMS)
def test_a_form_of_another_site_is_refused(page: Opened, path: str) -> None:
    page.sign_in()
    own = {"csrf": page.csrf}
    assert page.client.post(path, data=own, headers={"origin": "http://evil.example"}).status_code == 403
    assert page.client.post(path, data=own).status_code == 403
    assert page.client.post(path, data={}, headers={"origin": f"http://{HOST}"}).status_code == 403
    assert page.client.get("/").status_code == 200
    for done in (page.shelf.doing, page.shelf.limits, page.shelf.membership, page.shelf.sources):
        assert done.done == []
    assert len(page.sessions.listed()) == 1


def test_leaving_ends_the_session(page: Opened) -> None:
    page.sign_in()
    kept = dict(page.client.cookies)
    page.post("/leave")
    page.client.cookies.update(kept)
    assert page.client.get("/").status_code == 401


@pytest.mark.parametrize("path", [*PAGES, f"/m/{1:032x}/info", "/help/apples-pause"])
def test_no_page_may_load_anything_from_elsewhere_or_run_a_script_that_it_carries(page: Opened, path: str) -> None:
    page.sign_in()
    answer = page.client.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    for loose in ("unsafe", "http", "*", "data:"):
        assert loose not in policy
    assert re.findall(r"<script(?! src=\"/static/)", answer.text) == []
    assert re.findall(r"\son[a-z]+=|\sstyle=|hx-on|javascript:", answer.text) == []


def test_every_script_and_style_is_served_by_this_device_and_kept_by_the_browser(page: Opened) -> None:
    page.sign_in()
    loaded = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.client.get(f"/c/{CONVERSATION}").text)
    assert len(loaded) > 8
    for path in loaded:
        answer = page.client.get(path)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


def test_what_a_page_shows_is_kept_nowhere(page: Opened) -> None:
    page.sign_in()
    assert page.client.get("/").headers["cache-control"] == "no-store"
    assert page.client.get("/static/js/page.js").headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("site", "mode", "dest", "code"),
    [
        ("same-origin", "cors", "empty", 200),
        ("none", "navigate", "document", 200),
        ("cross-site", "navigate", "document", 200),
        ("same-site", "no-cors", "empty", 403),
        ("cross-site", "no-cors", "image", 403),
        ("same-site", "navigate", "iframe", 403),
    ],
)
def test_what_another_origin_may_ask_for_is_to_be_opened(
    page: Opened, site: str, mode: str, dest: str, code: int
) -> None:
    page.sign_in()
    told = {"sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest}
    assert page.client.get("/", headers=told).status_code == code


def test_a_home_screen_finds_its_name_and_its_icons(page: Opened) -> None:
    locked = page.client.get("/").text
    manifest = page.client.get(re.findall(r'rel="manifest" href="([^"]+)"', locked)[0])
    assert manifest.json()["start_url"] == "/"
    for icon in manifest.json()["icons"]:
        assert page.client.get(icon["src"]).headers["content-type"] == icon["type"]
    assert "manifest-src 'self'" in page.client.get("/").headers["content-security-policy"]
