"""Reading in a real browser: a conversation that scrolls, searching, the keyboard, no scripts, hostile texts."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from tests.end_to_end.world import wait_until
from tests.web import hostile
from tests.web.browsing import DESK, PHONE, TABLET, Desk, Tab, grave

from owntexts.testing.apple import append, build_chat_db

MOST_ROWS = 360
CONVERSATION = "a.conversation"
ROW = "#rows > .row"


def rows(tab: Tab) -> list[str]:
    return list(tab.page.locator(ROW).evaluate_all("rows => rows.map(row => row.id)"))


def opened(tab: Tab, name: str) -> None:
    tab.page.locator(CONVERSATION, has_text=name).first.click()
    tab.page.wait_for_selector(ROW)


def scrolled(tab: Tab, pixels: int) -> list[str]:
    """The rows that are there after scrolling so far: few, and none of them twice."""
    tab.page.evaluate(f"thread.scrollBy(0, {pixels})")
    tab.page.wait_for_timeout(40)
    told = rows(tab)
    assert len(told) <= MOST_ROWS
    assert len(told) == len(set(told))
    return told


def test_a_conversation_scrolls_to_its_beginning_and_back_and_keeps_few_rows(tab: Tab) -> None:
    opened(tab, "Lindqvists")
    last = rows(tab)[-1]
    seen: set[str] = set()
    for direction, edge in ((-1, ".earlier"), (1, ".later")):
        for _ in range(60):
            seen.update(scrolled(tab, direction * 2500))
            if not tab.page.locator(f"#rows > {edge}").count():
                break
        assert not tab.page.locator(f"#rows > {edge}").count()
    assert rows(tab)[-1] == last
    listed = next(each for each in tab.device.ask("conversations") if (each["name"] or "").startswith("Lindqvists"))
    assert len(seen) == listed["messages"]


def test_what_one_reads_stays_in_its_place_while_more_comes_above_it(tab: Tab) -> None:
    opened(tab, "Lindqvists")
    tab.page.evaluate("thread.scrollTop = -(thread.scrollHeight - thread.clientHeight) + 900")
    seen = tab.page.evaluate(
        """() => new Promise((told) => {
            const all = [...document.querySelectorAll('#rows > .row')];
            const row = all.find((one) => one.getBoundingClientRect().top > 300);
            const before = row.getBoundingClientRect().top;
            const count = document.querySelectorAll('#rows > .row').length;
            const look = () => {
                if (document.querySelectorAll('#rows > .row').length === count) return setTimeout(look, 20);
                requestAnimationFrame(() => told(Math.abs(row.getBoundingClientRect().top - before)));
            };
            look();
        })"""
    )
    assert seen < 2


def test_a_day_a_reply_and_an_address_lead_to_a_message(tab: Tab) -> None:
    opened(tab, "Choir")
    thread = tab.page.url
    tab.page.locator(".to-day summary").click()
    tab.page.fill("#on", "2025-06-01")
    tab.page.get_by_role("button", name="Go").click()
    tab.page.wait_for_url("**/c/*?at=*")
    assert tab.page.locator(".row:target").bounding_box()["y"] > 0
    assert tab.page.locator("#newest").is_visible()
    tab.page.locator("#newest").click()
    tab.page.wait_for_url(thread)
    assert not tab.page.locator("#newest").is_visible()


def test_searching_by_the_keyboard_alone(desk: Desk) -> None:
    with desk.tab(DESK) as tab:
        tab.page.keyboard.press("/")
        tab.page.keyboard.type("telesc")
        tab.page.wait_for_selector("#found mark")
        assert not tab.page.locator("#conversations").is_visible()
        tab.page.keyboard.press("ArrowDown")
        tab.page.keyboard.press("ArrowDown")
        assert tab.page.evaluate("document.activeElement.matches('#found li:nth-child(2) a.hit')")
        tab.page.keyboard.press("Enter")
        tab.comes(tab.page.locator(".way"), "2 of ")
        assert "telescope" in tab.page.locator(".row:target").inner_text()
        tab.page.get_by_role("link", name="Newer").click()
        tab.comes(tab.page.locator(".way"), "1 of ")
        tab.page.keyboard.press("/")
        tab.page.keyboard.press("Escape")
        assert tab.page.locator("#conversations").is_visible()
        tab.page.keyboard.type("/mara")
        tab.page.wait_for_selector("#found .group")
        tab.page.keyboard.press("Enter")
        tab.page.wait_for_url("**/c/*")


def test_the_list_is_walked_and_left_by_the_keyboard(tab: Tab) -> None:
    tab.page.keyboard.press("ArrowDown")
    tab.page.keyboard.press("ArrowDown")
    second = tab.page.locator(CONVERSATION).nth(1)
    assert tab.page.evaluate("document.activeElement.href") == second.evaluate("link => link.href")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector(ROW)
    tab.page.keyboard.press("Escape")
    tab.page.wait_for_selector(CONVERSATION)
    assert tab.page.locator(CONVERSATION).first.is_visible()


def test_a_message_of_another_device_comes_into_the_open_conversation(tab: Tab, tmp_path: Path) -> None:
    store = tmp_path / "laptop" / "chat.db"
    store.parent.mkdir()
    build_chat_db(store, messages=40, conversations=1, other_kinds=0)
    other = tab.desk.served.world.device("laptop")
    other.add(store)
    told = other.ask("conversations")[0]["id"]
    other.join(tab.desk.served.hub)
    other.sync()
    wait_until(lambda: f"/c/{told}" in tab.page.content(), "the new conversation in the list")
    tab.go(f"/c/{told}")
    tab.page.wait_for_selector(ROW)
    count = tab.page.locator(ROW).count()
    tab.mark()
    append(store, 3, seed=9)
    other.ask("import")
    other.sync()
    wait_until(lambda: tab.page.locator(ROW).count() > count, "new messages in the conversation")
    assert tab.is_the_same()
    assert tab.page.evaluate("thread.scrollTop") == 0


@pytest.mark.parametrize("size", [PHONE, TABLET, DESK], ids=lambda size: str(size["width"]))
def test_every_page_fits_the_window_and_large_letters_too(desk: Desk, size: dict[str, int]) -> None:
    with desk.tab(size) as tab:
        for path in pages(tab):
            tab.go(path)
            assert tab.fits(), path
            tab.page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert tab.fits(), f"{path} at 200%"
            assert tab.page.locator("#label > summary, .paper h1").first.is_visible()


def test_names_are_read_in_large_letters_too(tab: Tab) -> None:
    """On a phone with letters of twice the size a name has the room that a time and a sign would take."""
    shown = "name => name.clientWidth >= 4 * parseFloat(getComputedStyle(name).fontSize)"
    tab.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert tab.page.locator(f"{CONVERSATION} .name bdi", has_text="Lindqvists").first.evaluate(shown)
    opened(tab, "Lindqvists")
    tab.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert tab.page.locator(".whom h1").evaluate(shown)
    assert tab.page.locator(".whom h1").bounding_box()["height"] < 120


def pages(tab: Tab) -> list[str]:
    """Every page there is, of a conversation with all sorts of messages."""
    tab.page.wait_for_selector(CONVERSATION)
    thread = tab.page.locator(CONVERSATION, has_text="Lindqvists").first.get_attribute("href")
    tab.go(thread)
    message = str(tab.page.locator(ROW).last.get_attribute("id")).removeprefix("m")
    return [
        "/",
        "/search?q=telescope",
        "/search?q=absent+before:x",
        "/search",
        "/help/apples-pause",
        thread,
        f"{thread}?at={message}&q=telescope",
        f"{thread}/info",
        f"{thread}/print?on=2026-10-31",
        f"/m/{message}/info",
        f"/c/{hostile.CONVERSATION}",
    ]


def test_nothing_stands_in_the_way_of_those_who_do_not_see_or_do_not_point(desk: Desk) -> None:
    """axe-core finds nothing serious on any page, light or dark."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed").Axe()
    for size, scheme, most in ((PHONE, "light", None), (DESK, "dark", 4)):
        with desk.tab(size, color_scheme=scheme, bypass_csp=True) as tab:
            for path in pages(tab)[::-1][:most]:
                tab.go(path)
                for menu in tab.page.locator(".menu > summary:visible").all():
                    menu.click()
                assert grave(axe, tab) == [], path
            tab.go("/")
            tab.open_sheet()
            assert grave(axe, tab) == []


def test_conversations_are_read_and_searched_without_scripts(desk: Desk) -> None:
    with desk.tab(java_script_enabled=False) as tab:
        opened(tab, "Lindqvists")
        first = rows(tab)
        box = tab.page.locator(ROW).last.bounding_box()
        assert 0 < box["y"] < PHONE["height"]
        tab.page.get_by_role("link", name="Earlier messages").click()
        assert set(rows(tab)).isdisjoint(first)
        tab.page.get_by_role("link", name="Later messages").click()
        assert rows(tab) == first
        tab.page.locator(".reactions summary").last.click()
        assert tab.page.locator(".reactions[open] li").first.is_visible()
        tab.go("/")
        tab.page.fill("#q", "telescope")
        tab.page.keyboard.press("Enter")
        tab.page.locator("a.hit").first.click()
        assert "telescope" in tab.page.locator(".row:target").inner_text()


def test_whoever_looks_from_elsewhere_sees_their_own_clock_and_calendar(desk: Desk) -> None:
    """The browser's zone is told in its own cookie: Auckland is at least twelve hours ahead of this machine's UTC."""
    with desk.tab(timezone_id="Pacific/Auckland", locale="en-NZ") as tab:
        opened(tab, "Lindqvists")
        assert tab.page.evaluate("document.documentElement.dataset.zone") == "Pacific/Auckland"
        away = tab.page.locator(".when").last.get_attribute("title")
    with desk.tab() as tab:
        opened(tab, "Lindqvists")
        assert tab.page.locator(".when").last.get_attribute("title") != away


def test_a_phone_shows_how_to_search_below_the_field_and_what_is_found_in_its_place(tab: Tab) -> None:
    tab.go("/search")
    field, how = tab.page.locator("#q"), tab.page.locator(".operators")
    tab.is_in_sight(field)
    tab.is_in_sight(how)
    field.fill("telescope")
    tab.is_in_sight(tab.page.locator("a.hit").first)
    assert not how.is_visible()


def test_what_the_person_does_to_a_conversation_shows_in_the_list(tab: Tab) -> None:
    opened(tab, "Choir")
    tab.page.locator(".whom").click()
    tab.page.get_by_role("button", name="Pin").click()
    tab.page.fill("#name", "Altos & tenors")
    tab.page.get_by_role("button", name="Save").click()
    tab.comes(tab.page.locator(".face"), "Altos & tenors")
    tab.go("/")
    assert "Altos & tenors" in tab.page.locator(CONVERSATION).first.inner_text()
    tab.page.locator(CONVERSATION).first.click()
    tab.page.locator(".whom").click()
    with tab.page.expect_download() as saved:
        tab.page.get_by_role("link", name="Save as text").click()
    assert saved.value.suggested_filename == "Altos & tenors.txt"
    assert Path(saved.value.path()).read_text("utf-8").count("\n") > 100
    tab.page.get_by_role("button", name="Unpin").click()
    tab.page.fill("#name", "")
    tab.page.get_by_role("button", name="Save").click()
    tab.comes(tab.page.locator(".face"), "Choir carpool")


def test_hostile_messages_do_nothing(tab: Tab) -> None:
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    for path in (f"/c/{hostile.CONVERSATION}", f"/c/{hostile.CONVERSATION}/info", f"/c/{hostile.CONVERSATION}/print"):
        tab.go(path)
        assert tab.page.evaluate("window.harmed") is None
        assert tab.fits()
        leads = tab.page.locator("a[target=_blank]").evaluate_all("links => links.map(link => link.href)")
        assert all(each.startswith("https://") for each in leads)
    assert all(url.startswith(tab.desk.address) for url in asked)
    tab.go(f"/c/{hostile.CONVERSATION}")
    assert tab.page.locator(".whom h1").inner_text() == "<b>Mallory</b>"
    assert "(evil.example)" in tab.page.locator("#rows").inner_text()
    tall = tab.page.locator(ROW).evaluate_all("rows => Math.max(...rows.map(row => row.offsetHeight))")
    assert tall < 6_000


def test_a_page_of_another_program_on_this_machine_cannot_frame_post_or_read(desk: Desk) -> None:
    """To a browser, another port of this machine is the same site: it sends the session's cookie along."""
    with serving(EVIL % {"own": desk.address}) as evil, desk.tab() as tab:
        tab.page.goto(evil)
        assert tab.page.evaluate("tried") == {"read": "refused", "opaque": "refused", "posted": "refused"}
        assert "Lindqvists" not in tab.page.frames[1].content()
        tab.complaints.clear()
        tab.go("/")
        assert tab.page.locator(CONVERSATION).count()


@contextmanager
def serving(page: str) -> Iterator[str]:
    """Another server on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


EVIL = """<iframe src="%(own)s/"></iframe><script>
async function attempt() {
  const told = {};
  const ways = {read: {credentials: "include"}, opaque: {mode: "no-cors", credentials: "include"},
                posted: {method: "POST", credentials: "include", headers: {"content-type": "text/plain; x"}}};
  for (const [name, options] of Object.entries(ways)) {
    try { told[name] = (await fetch("%(own)s/leave", options)).status; } catch { told[name] = "refused"; }
  }
  return told;
}
var tried = attempt();
</script>"""
