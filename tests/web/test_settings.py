"""What can be settled on the pages, who may settle it, and what they look back at."""

import re
from datetime import date, timedelta

import pytest
from tests.web.shelf import Account, Day, Opened, OtherDevice, Past, Pause, Status, Versions

from owntexts.errors import WrongUsage
from owntexts.web import charts, choices
from owntexts.web.choices import TITLES

FIRST = "/settings"
PAGES = tuple(
    f"/settings/{name}"
    for name in ("account", "sync", "sources", "storage", "deleted", "privacy", "phone", "history", "about")
)
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Version/18 Safari/604"
)


@pytest.fixture
def opened(page: Opened) -> Opened:
    page.sign_in()
    return page


def test_the_first_page_leads_to_every_other(opened: Opened) -> None:
    led = set(re.findall(r'href="(/settings/[a-z]+)"', opened.client.get(FIRST).text))
    assert led == set(PAGES)


@pytest.mark.parametrize(
    ("deed", "form", "done"),
    [
        ("limit", {"key": "texts.low_power", "value": "pause"}, ("change", "texts.low_power", "pause")),
        ("reset", {"key": "schedule"}, ("reset", "schedule")),
        ("switch", {"value": "on"}, ("switch", True, False)),
        ("switch", {"value": "off"}, ("switch", False, False)),
        ("switch", {"value": "download"}, ("switch", False, True)),
        ("pause", {"value": "0"}, ("pause", "always")),
        ("resume", {}, ("resume",)),
    ],
)
def test_what_is_settled_of_sync_is_done_and_the_page_comes_back(
    opened: Opened, deed: str, form: dict[str, str], done: tuple[object, ...]
) -> None:
    answer = opened.post(f"/settings/sync/{deed}", **form)
    assert (answer.status_code, answer.url.path) == (200, "/settings/sync")
    assert opened.shelf.limits.done == [done]


def test_each_device_but_this_one_says_how_it_last_stood(opened: Opened) -> None:
    opened.shelf.membership.told = (OtherDevice(state="waiting", reasons=("network.metered",)),)
    page = opened.client.get("/settings/account").text
    assert page.count('class="stood"') == 1
    assert "Texts are up to date · attachments wait · Metered network, as of " in page


def test_sync_now_says_what_came_of_it(opened: Opened) -> None:
    assert "Sent 3, received 0." in opened.post("/settings/sync/now").text


def test_a_value_that_makes_no_sense_is_told_where_it_was_typed(opened: Opened) -> None:
    opened.shelf.limits.refusal = WrongUsage("'x' is no schedule", "Write it like 22:00-07:00.")
    answer = opened.post("/settings/sync/limit", key="schedule", value="x")
    assert answer.status_code == 422
    row = answer.text.partition('<li id="of-schedule">')[2].partition("</li>")[0]
    assert "Write it like 22:00-07:00." in row
    assert 'value="x"' in row


def test_every_setting_has_words_of_its_own() -> None:
    from owntexts.agent.settings import DEFINITIONS  # noqa: PLC0415 - of the device, which the pages do not import
    from owntexts.conditions.settings import SETTINGS  # noqa: PLC0415 - as above

    keys = {*SETTINGS, *DEFINITIONS} - {choices.PRESET}
    assert [key for key in keys if not {key, key.partition(".")[2]} & set(TITLES)] == []


@pytest.mark.parametrize(
    ("deed", "form", "done"),
    [
        ("background", {"source": "1", "value": "off"}, ("background", "1", "off")),
        ("read", {"source": "1"}, ("read", "1")),
        ("remove", {"source": "1"}, ("remove", "1")),
    ],
)
def test_what_is_settled_of_a_source_is_done(
    opened: Opened, deed: str, form: dict[str, str], done: tuple[object, ...]
) -> None:
    assert opened.post(f"/settings/sources/{deed}", **form).status_code == 200
    assert opened.shelf.sources.done == [done]


def test_a_device_without_an_account_is_led_to_one(opened: Opened) -> None:
    opened.shelf.membership.account = Account(None, None, ())
    assert 'href="/welcome"' in opened.client.get("/settings/account").text


def test_a_new_recovery_key_is_shown_once_and_leads_back(opened: Opened) -> None:
    answer = opened.post("/settings/account/password", password="new", recovery="yes")
    assert answer.url.path == "/welcome/key"
    assert opened.shelf.membership.done == [("password", "new", True)]
    groups = re.findall(r"</span>([0-9A-Z]{4})</li>", answer.text)
    asked = re.findall(r'name="group(\d+)"', answer.text)
    assert "Step 2 of 3" not in answer.text
    kept = opened.post("/welcome/key", **{f"group{number}": groups[int(number) - 1] for number in asked})
    assert kept.url.path == "/settings/account"


def test_a_browser_of_the_network_decides_nothing_about_the_account(page: Opened) -> None:
    page.come_in("network")
    for deed, form in (("password", {"password": "new"}), ("leave", {})):
        assert page.post(f"/settings/account/{deed}", **form).status_code == 422
    assert page.shelf.membership.done == []
    assert "/settings/account/leave" not in page.client.get("/settings/account").text


def test_the_reminder_stands_on_every_page_until_it_is_answered(opened: Opened) -> None:
    assert "Do you still have your password?" not in opened.client.get("/").text
    opened.shelf.membership.is_due = True
    assert "Do you still have your password?" in opened.client.get("/").text
    assert opened.post("/settings/account/prove", secret="wrong").status_code == 422
    answer = opened.post("/settings/account/prove", secret="right")
    assert "That is your password." in answer.text
    assert "Do you still have your password?" not in answer.text


def test_guesses_are_slowed_down_and_the_right_one_waits_too(opened: Opened) -> None:
    for _ in range(5):
        assert "This opens nothing" in opened.post("/settings/account/prove", secret="wrong").text
    assert "Too many wrong ones" in opened.post("/settings/account/prove", secret="right").text
    opened.now[0] += 31
    assert "That is your password." in opened.post("/settings/account/prove", secret="right").text


def test_a_clock_that_is_set_back_locks_nobody_out(opened: Opened) -> None:
    for _ in range(5):
        opened.post("/settings/account/prove", secret="wrong")
    opened.now[0] -= 950
    opened.sign_in()
    assert "That is your password." in opened.post("/settings/account/prove", secret="right").text


def test_a_browser_is_listed_by_what_it_is_and_can_be_signed_out_from_another(page: Opened) -> None:
    phone = page.sessions.redeem(page.sessions.link(), "Safari on iPhone", "network")
    page.sign_in()
    told = page.client.get("/settings/privacy").text
    assert "Safari on iPhone" in told
    assert told.count("this one") == 1
    page.post("/settings/privacy/end", browser=page.sessions.id_of(phone or ""))
    assert not page.sessions.is_open(phone)
    assert page.client.get("/settings/privacy").status_code == 200


def test_signing_out_everywhere_ends_every_session_and_every_link(page: Opened) -> None:
    phone, link = page.sessions.redeem(page.sessions.link()), page.sessions.link()
    page.sign_in()
    assert page.post("/settings/privacy/end-all").status_code == 401
    assert not page.sessions.is_open(phone)
    assert page.sessions.redeem(link) is None


def test_a_browser_is_called_what_its_person_knows_it_by(page: Opened) -> None:
    page.client.get(f"/open/{page.sessions.link()}", headers={"user-agent": PHONE})
    assert [each.label for each in page.sessions.listed()] == ["Safari on iPhone"]


def test_the_history_tells_each_pause_with_its_reasons_and_what_ended_it(opened: Opened) -> None:
    begin, end = "2026-11-01T10:00:00.000Z", "2026-11-01T11:30:00.000Z"
    opened.shelf.looking.held = Past(
        {"power.low_power_mode": 5_400, "heat.serious": 60},
        (Pause(begin, end, ("power.low_power_mode", "heat.serious"), "fix:resume"), Pause(end, None, ("x.y_z",), None)),
    )
    opened.shelf.looking.used = (Day(date.today().isoformat(), 3_000_000, 1_000_000),)  # noqa: DTZ011 - a local day
    told = opened.client.get("/settings/history?days=28").text
    assert opened.shelf.looking.asked == [28]
    for words in ("Low Power Mode, Too warm", "ended: you resumed", "1 hour", "X: y z", "still", "3.0 MB in all"):
        assert words in told


def test_bars_are_as_long_as_what_they_tell_and_days_without_anything_stand_too() -> None:
    today = date(2026, 11, 28)
    days = [Day("2026-11-28", 100, 50), Day("2026-11-26", 200, 0)]
    bars = charts.by_time(days, today, 7)
    assert [bar.length for bar in bars] == [0, 0, 0, 0, 100, 0, 50]
    assert bars[-1].part == 25
    weeks = charts.by_time(days, today, 90)
    assert weeks[-1].label == "2026-11-28"
    assert weeks[-1].length == 100
    assert len(weeks) == 13
    assert date.fromisoformat(weeks[0].label) - timedelta(days=6) > today - timedelta(days=91)


def test_a_newer_version_is_told_with_the_way_to_it(opened: Opened) -> None:
    assert "Nothing newer is known" in opened.client.get("/settings/about").text
    opened.shelf.looking.version = Versions(newest_known="0.2.0", known_from="the hub", command="pip install owntexts")
    told = opened.client.get("/settings/about?ask=1").text
    assert "0.2.0, says the hub" in told
    assert opened.shelf.looking.asked == [False, True]


def test_a_device_that_is_switched_off_offers_to_be_switched_on(opened: Opened) -> None:
    opened.shelf.standing.state = Status(state="off")
    told = opened.client.get("/settings/sync").text
    assert "Switch sync on" in told
    assert 'action="/settings/sync/now"' not in told
