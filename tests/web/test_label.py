"""The label, its sheet and its buttons over ASGI."""

import re
import time
from dataclasses import replace

import pytest
from msgspec import structs
from tests.web.shelf import HOST, Fixed, Opened, OtherDevice, Status, Synced, Waiting

from owntexts.agent.syncing import SyncDecision
from owntexts.agent.underway import WorkProgress
from owntexts.conditions.decision import LaneDecision, Passed
from owntexts.errors import Held
from owntexts.explain import Evidence, Finding, Fix, Wait
from owntexts.model.times import rfc3339
from owntexts.web.sheet import PAGES

AT = "2026-11-24T07:12:00.000Z"
LOW_POWER = Finding(
    code="power.low_power_mode",
    severity="warning",
    title="Low Power Mode is on",
    explanation="Texts wait until it is off.",
    blocks=("texts",),
    soft=True,
    evidence=(Evidence("power.battery_percent", 14, 20, origin="UPower", at=AT),),
    fixes=(
        Fix("allow", "Let texts sync in low power", "setting", command="owntexts settings set texts.low_power allow"),
        Fix("switch_off", "Switch Low Power Mode off", "person", link="ms-settings:batterysaver"),
    ),
    ends_when=Wait("at 20% battery"),
)
NO_NETWORK = Finding(
    code="network.none",
    severity="error",
    title="There is no network",
    explanation="Texts wait until there is one.",
    blocks=("texts", "attachments"),
    fixes=(Fix("join", "Join a Wi-Fi", "person", link="javascript:alert(1)"),),
)
DAMAGED = Finding(
    code="replica.damaged",
    severity="error",
    title="The copy is damaged",
    explanation="It cannot be read.",
    blocks=("texts", "attachments"),
    fixes=(Fix("rebuild", "Make it anew", "action", command="owntexts refresh"),),
)
PAUSED = replace(Status(), state="paused", pending=12, findings=(LOW_POWER, NO_NETWORK))


@pytest.fixture
def paused(page: Opened) -> Opened:
    page.sign_in()
    page.shelf.standing.state = PAUSED
    return page


def test_the_label_names_the_first_reason_and_how_many_more(paused: Opened) -> None:
    assert "Syncing paused · Low Power Mode is on · and 1 more" in paused.client.get("/").text


def test_the_sheet_tells_every_reason_with_evidence_limit_place_time_and_end(paused: Opened) -> None:
    sheet = paused.client.get("/label").text
    for told in (
        *(finding.title for finding in PAUSED.findings),
        *(finding.explanation for finding in PAUSED.findings),
        "14 % · limit 20 %",
        "read from UPower at ",
        "Ends by itself: at 20% battery",
    ):
        assert told in sheet


def test_a_step_that_has_a_page_here_leads_there(paused: Opened) -> None:
    review = Fix("review", "See what takes most room", "person", "owntexts storage review")
    full = structs.replace(NO_NETWORK, code="storage.hub_full", fixes=(review,))
    paused.shelf.standing.state = replace(PAUSED, findings=(full,))
    sheet = paused.client.get("/label").text
    assert '<a class="button main leads-on" href="/settings/storage/review">Make room</a>' in sheet
    assert "<code>owntexts storage review</code>" in sheet


def test_every_page_that_a_step_leads_to_is_there(paused: Opened) -> None:
    for path, _words in PAGES.values():
        assert paused.client.get(path).status_code == 200


def test_the_sheet_tells_how_each_other_device_stood_when_it_last_told(paused: Opened) -> None:
    paused.shelf.membership.told = (
        OtherDevice(name="Ada's <b>laptop</b>", state="paused", reasons=("power.low_power_mode", "heat.serious")),
        OtherDevice(name="Desktop", told_at=None),
    )
    sheet = paused.client.get("/label").text
    devices = sheet.partition("Your other devices")[2]
    assert "Ada&#39;s &lt;b&gt;laptop&lt;/b&gt;" in devices
    assert "Syncing paused · Low Power Mode · and 1 more reason, as of " in devices
    assert "Has told nothing of itself yet" in devices


def test_a_sheet_of_the_only_device_speaks_of_no_other(paused: Opened) -> None:
    assert "Your other devices" not in paused.client.get("/label").text


def test_devices_that_cannot_be_read_leave_the_sheet_as_it_is(paused: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paused.shelf.membership, "others", damaged)
    answer = paused.client.get("/label")
    assert answer.status_code == 200
    assert LOW_POWER.title in answer.text


def damaged() -> tuple[OtherDevice, ...]:
    raise Held("The copy is damaged", "It cannot be read.", code="replica.damaged")


def test_there_is_a_button_for_each_fix_of_ours_and_words_for_a_persons(paused: Opened) -> None:
    sheet = paused.client.get("/label").text
    assert re.findall(r"<button id=\"fix-[^>]+>([^<]+)<", sheet) == ["Let texts sync in low power"]
    assert '<span class="person">Switch Low Power Mode off</span>' in sheet


def test_a_link_opens_a_page_of_the_system_and_nothing_else(paused: Opened) -> None:
    sheet = paused.client.get("/label").text
    assert 'href="ms-settings:batterysaver"' in sheet
    assert "javascript:" not in sheet


def test_what_was_found_in_order_is_listed_too(paused: Opened) -> None:
    paused.shelf.standing.passed = (
        Passed("storage.device_free_bytes", 2 << 30, 500 << 20),
        Passed("power.charging", True),
    )
    sheet = paused.client.get("/label").text
    assert "2 GiB · limit 500 MiB" in sheet
    assert "<dt>Charging</dt><dd>yes</dd>" in sheet


def test_sync_now_says_what_it_overrides_what_it_uses_and_what_stops_even_it(paused: Opened) -> None:
    paused.shelf.standing.state = replace(PAUSED, attachments=Waiting(2, 3 << 20))
    sheet = paused.client.get("/label").text
    assert "Sync now anyway" in sheet
    assert "It goes on in spite of: Low Power Mode is on." in sheet
    assert "Even it cannot pass: There is no network." in sheet
    assert "12 changes to send and 2 attachments: about 3.0 MiB" in sheet


def test_without_an_account_there_is_nothing_to_sync_with(page: Opened) -> None:
    page.sign_in()
    page.shelf.standing.state = replace(Status(), state="signed_out")
    assert "Sync now" not in page.client.get("/label").text


def test_a_button_carries_its_fix_out_and_the_label_comes_back_as_it_is_then(paused: Opened) -> None:
    paused.shelf.standing.answer = Fixed()
    answer = paused.post("/fix", code="power.low_power_mode", fix="allow").text
    assert paused.shelf.standing.done == [("power.low_power_mode", "allow")]
    assert "Done: Let texts sync in low power." in answer
    assert 'id="words" hx-swap-oob="true"' in answer
    assert "<html" not in answer


def test_a_reason_that_holds_after_its_fix_is_not_called_done(paused: Opened) -> None:
    paused.shelf.standing.answer = Fixed(remaining=("power.low_power_mode",))
    assert "The reason still holds." in paused.post("/fix", code="power.low_power_mode", fix="allow").text


def test_a_fix_that_turns_out_to_be_the_persons_comes_back_as_steps(paused: Opened) -> None:
    paused.shelf.standing.answer = Fixed(applied=False, steps=("Open the settings", "Switch it off"))
    answer = paused.post("/fix", code="power.low_power_mode", fix="allow").text
    assert "This step is yours:" in answer
    assert "<li>Switch it off</li>" in answer


def test_a_fix_that_fails_says_why_and_what_helps(paused: Opened) -> None:
    paused.shelf.standing.answer = Held(
        "It is held", "Something is in the way.", fixes=(Fix("x", "Do this first", "person"),)
    )
    answer = paused.post("/fix", code="power.low_power_mode", fix="allow")
    assert answer.status_code == 200
    assert "It is held. Something is in the way." in answer.text
    assert "Do this first" in answer.text


def test_a_fix_that_takes_something_away_asks_first(paused: Opened) -> None:
    paused.shelf.standing.state = replace(PAUSED, findings=(DAMAGED,))
    sheet = paused.client.get("/label").text
    assert "Rebuild it?" in sheet
    assert ">Yes: Make it anew</button>" in sheet


def test_sync_now_tells_what_it_did_and_in_spite_of_what(paused: Opened) -> None:
    paused.shelf.standing.answer = Synced(overrode=("power.low_power_mode",))
    answer = paused.post("/sync").text
    assert paused.shelf.standing.done == [("sync",)]
    assert "Sent 3, received 0. In spite of: Low Power Mode is on." in answer


def test_a_sync_that_did_not_run_names_what_held_it(paused: Opened) -> None:
    held = LaneDecision(False, ("network.none",))
    paused.shelf.standing.answer = Synced(sent=0, decision=SyncDecision(held, held))
    assert "Held by: There is no network." in paused.post("/sync").text


def test_without_a_script_a_button_answers_with_a_whole_page_whose_sheet_is_open(paused: Opened) -> None:
    paused.shelf.standing.answer = Fixed()
    answer = paused.post("/fix", by_htmx=False, code="power.low_power_mode", fix="allow").text
    assert '<details class="label" id="label" open>' in answer
    assert "Done: Let texts sync in low power." in answer


@pytest.mark.parametrize("path", ["/fix", "/sync", "/leave"])
def test_a_form_without_the_sessions_own_token_does_nothing(paused: Opened, path: str) -> None:
    origin = {"origin": f"http://{HOST}"}
    another = paused.sessions.csrf("another session")
    for form in ({}, {"csrf": ""}, {"csrf": another}, {"csrf": "\udcff"}, {"csrf": paused.csrf, "pad": "x" * 5000}):
        body = {name: value.encode("utf-8", "surrogateescape") for name, value in form.items()}
        assert paused.client.post(path, data=body, headers=origin).status_code == 403
    assert paused.shelf.standing.done == []
    assert paused.client.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/label", "/events", "/conversations", "/c/c1/part", "/c/c1/window"])
def test_without_a_session_no_part_is_given(page: Opened, path: str) -> None:
    assert page.client.get(path).status_code == 401


def test_the_label_is_sent_only_when_it_reads_otherwise(paused: Opened) -> None:
    found = re.search(r'id="sheet-has" name="has" value="([0-9a-f]+)"', paused.client.get("/").text)
    assert found
    assert paused.client.get("/label", params={"has": found[1]}).status_code == 204
    paused.shelf.standing.state = replace(PAUSED, state="syncing", progress=WorkProgress(10, 300, "changes", None))
    assert "Syncing · 10 of 300 changes" in paused.client.get("/label", params={"has": found[1]}).text


def test_the_label_says_how_long_the_rest_takes(paused: Opened) -> None:
    paused.shelf.standing.state = replace(PAUSED, state="syncing", progress=WorkProgress(1_204, 56_000, "changes", 170))
    assert "Syncing · 1,204 of 56,000 changes · about 3 minutes left" in paused.client.get("/").text


def test_what_is_up_to_date_says_how_long_ago_that_was_in_numbers_that_a_script_counts_on(paused: Opened) -> None:
    ago = rfc3339(round(time.time() * 1000) - 125_000)
    paused.shelf.standing.state = Status(last_synced_at=ago)
    found = re.search(rf'Up to date · <time datetime="{ago}" data-ago="(\d+)">', paused.client.get("/").text)
    assert found
    assert 125 <= int(found[1]) < 180


def test_what_holds_nothing_up_stands_apart_from_what_does(paused: Opened) -> None:
    notice = Finding(code="clock.wrong", severity="warning", title="The clock is wrong", explanation="By an hour.")
    paused.shelf.standing.state = replace(PAUSED, findings=(LOW_POWER, notice))
    before, _, after = paused.client.get("/label").text.partition("Worth knowing, though it holds nothing up:")
    assert LOW_POWER.title in before
    assert notice.title in after
    paused.shelf.standing.state = replace(Status(), findings=(notice,))
    told = paused.client.get("/label").text
    assert "Nothing holds syncing up." in told
    assert "Worth knowing" not in told


@pytest.mark.parametrize(
    ("command", "leads"),
    [
        ("owntexts account create --hub URL --name NAME", "/welcome/create"),
        ("owntexts account join --hub URL --name NAME", "/welcome/join"),
        ("owntexts source add PATH", "/welcome/messages"),
    ],
)
def test_a_step_of_the_first_run_leads_to_its_page(paused: Opened, command: str, leads: str) -> None:
    step = Fix("begin", "Begin", "person", command=command)
    paused.shelf.standing.state = replace(PAUSED, findings=(structs.replace(NO_NETWORK, fixes=(step,)),))
    assert f'<a class="button main leads-on" href="{leads}">' in paused.client.get("/label").text


def test_a_step_that_is_a_choice_in_the_settings_leads_to_that_choice(paused: Opened) -> None:
    fewer = Fix("keep_fewer", "Keep fewer", "person", command="owntexts settings set attachments.keep optimise")
    paused.shelf.standing.state = replace(PAUSED, findings=(structs.replace(NO_NETWORK, fixes=(fewer,)),))
    lead = '<a class="button main leads-on" href="/settings/sync#of-attachments.keep">Open the setting</a>'
    assert lead in paused.client.get("/label").text
