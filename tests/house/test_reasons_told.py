"""What a page says of its code is what the program finds: lanes, severity, urgency, fixes and evidence."""

import re
import runpy
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from tests.conditions.situations import SITUATIONS
from tests.conditions.worlds import FAULTS, TROUBLE

from owntexts.errors import OwntextsError
from owntexts.explain import CODES, Finding
from owntexts.replica import trouble
from owntexts.sources import failures
from owntexts.sources.iphone_backup import making_failures as making
from owntexts.sources.iphone_backup import preferences
from owntexts.sources.iphone_backup import refusals as iphone_refusals
from owntexts.transport import refusals

HUB: Final = "https://hub.example"
ANYWHERE: Final = {"account", "address", "retry_after_s"}
"""Facts that stand beside any answer of a hub."""

REFUSALS: Final = (
    (401, "account.signed_out", ""),
    (401, "account.signed_out", "device_revoked"),
    (401, "account.password_wrong", ""),
    (403, "account.invite_needed", ""),
    (409, "account.name_taken", ""),
    (413, "item.too_large", ""),
    (421, "hub.refused", ""),
    (426, "hub.version", ""),
    (429, "hub.busy", ""),
    (507, "storage.hub_full", ""),
)


def decided() -> Iterator[Finding]:
    for world in SITUATIONS:
        yield from (finding for finding in world.decided().findings if finding not in (*FAULTS, TROUBLE))


def met() -> Iterator[Exception]:
    path = Path("store.db")
    yield from (failures.missing(path), failures.locked(path, 5), failures.damaged(path, "malformed"))
    yield from (failures.permission(path, "no", "darwin"), failures.permission(path, "no", "linux"))
    yield failures.unrecognised(path, ("it is empty",))
    yield failures.unreadable(path, "it ends in the middle")
    yield from (failures.password_needed(path, "SSEF"), failures.password_wrong(path, "SSEF", "Which one"))
    yield from (iphone_refusals.no_list(path), iphone_refusals.no_keybag(path), iphone_refusals.no_manifest_plist(path))
    yield from (iphone_refusals.unusable_list(path, "cut"), iphone_refusals.unusable_keybag(path, "cut"))
    yield from (making.no_program(None), making.not_connected(wifi=True), making.not_trusted(), making.needs_passcode())
    yield from (making.no_room(), making.too_old(), making.failed(["said"]))
    yield refusals.unreachable(OSError("refused"), HUB)
    yield from (trouble.damaged(path, "malformed"), trouble.newer_than_this_version(path, 9, 1))
    for status, code, detail in REFUSALS:
        body = {"code": code, "title": "No", "detail": detail, "retry_after_s": 3}
        yield refusals.refusal(status, msgspec.json.encode(body), HUB)


def advised() -> Iterator[Finding]:
    yield from (preferences.retention("KeepMessageForDays", 30), preferences.retention("SSKeepMessages", 365))
    yield preferences.paused(syncing=True)


MET: Final = (error.finding for error in met() if isinstance(error, OwntextsError))
FOUND: Final = tuple(chain(decided(), MET, advised()))
ABOUT: Final = {code: [finding for finding in FOUND if finding.code == code] for code in CODES}
JUDGED: Final = sorted({finding.code for finding in decided()})


@pytest.fixture(scope="module")
def script(checkout: Path) -> dict[str, Any]:
    return runpy.run_path(str(checkout / "scripts" / "reasons.py"))


@pytest.mark.parametrize("code", JUDGED)
def test_a_page_says_which_lanes_wait_and_whether_they_do_when_asked_to_sync_now(
    code: str, script: dict[str, Any]
) -> None:
    page, findings = script["read"](code), [finding for finding in decided() if finding.code == code]
    held = {lane for finding in findings for lane in finding.blocks}
    assert page.holds == (", ".join(sorted(held, reverse=True)) or "nothing")
    assert {finding.severity for finding in findings} == {page.severity}
    assert {finding.soft for finding in findings} == {page.now == "overrides it"}


@pytest.mark.parametrize("code", sorted({finding.code for finding in FOUND}))
def test_a_page_names_every_fix_and_what_was_measured(code: str, checkout: Path) -> None:
    page = (checkout / "docs" / "reasons" / f"{code}.md").read_text("utf-8")
    ids = {re.sub(r"\d+$", "ID", fix.id) for finding in ABOUT[code] for fix in finding.fixes}
    names = {re.sub(r"source \d+$", "source ID", fact.name) for finding in ABOUT[code] for fact in finding.evidence}
    told = " ".join(page.split())
    assert not {f"`{name}`" for name in ids | names - ANYWHERE} - set(re.findall(r"`[^`]+`", told))
