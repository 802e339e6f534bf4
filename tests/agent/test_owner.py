"""The person's own addresses are seen in sources, and chosen if the person likes."""

from pathlib import Path

import pytest

from owntexts.agent import owner, settings, sources
from owntexts.agent.home import Home
from owntexts.agent.imports import import_sources
from owntexts.errors import WrongUsage
from owntexts.model.ids import thread_id
from owntexts.model.observations import Context, Row
from owntexts.model.records import IN, MESSAGE, Header, Sighting, Thread
from owntexts.replica import export, ingest, pending
from owntexts.replica import sources as stored
from owntexts.testing.android import smsbr
from owntexts.testing.apple.people import ME_MAIL, ME_PHONE
from owntexts.testing.life import life

H = Header(0, 1, 2)
LOCAL = ME_PHONE.removeprefix("+1")
ADA = "+12125550100"


def test_what_a_source_calls_its_owners_is_suggested_and_counts(filled_home: Home) -> None:
    told = settings.get(filled_home, "own_numbers")
    assert (told.value, told.origin) == (f"{ME_PHONE},{ME_MAIL}", "preset")
    assert owner.numbers(filled_home) == {ME_PHONE, ME_MAIL}


def test_a_choice_beats_what_is_seen_before_and_after(home: Home, small_store: Path) -> None:
    settings.change(home, "own_numbers", "+49 151 23456789, Me@Example.com")
    sources.add(home, small_store)
    import_sources(home)
    assert owner.numbers(home) == {"+4915123456789", "me@example.com"}
    assert settings.get(home, "own_numbers").origin == "you"
    assert settings.reset(home, "own_numbers").value == f"{ME_PHONE},{ME_MAIL}"


@pytest.mark.parametrize("nonsense", ["", " , ", "Mara", "+49,nobody"])
def test_what_is_no_address_is_refused(home: Home, nonsense: str) -> None:
    with pytest.raises(WrongUsage):
        settings.change(home, "own_numbers", nonsense)


def test_two_devices_that_see_the_same_store_say_the_same(filled_home: Home) -> None:
    before = pending.count(filled_home.replica)
    owner.seen(filled_home.replica, [ME_PHONE])
    assert pending.count(filled_home.replica) == before


def in_a_group(number: int) -> list[Row]:
    """The same message as an iPhone and an Android phone tell it, which names the owner among the others."""
    said = {"kind": MESSAGE, "direction": IN, "sender": ADA, "at": 1_700_000_000_000 + number * 60_000, "header": H}
    apple = Sighting(
        family="apple", native=f"a{number}", formats=2, threads=(APPLE_GROUP,), parts=(f"text {number}",), **said
    )
    android = Sighting(
        family="android", native=f"b{number}", formats=4, threads=(ANDROID_GROUP,), parts=(f"text {number}",), **said
    )
    return [Row(2 * number, 1, (apple,)), Row(2 * number + 1, 1, (android,))]


BEN = "+12125550101"
THREADS = (
    Thread(family="apple", key="group:g", header=H, group=True, members=(ADA, BEN)),
    Thread(family="android", key=f"with:{ADA};{BEN};{LOCAL}", header=H, group=True, members=(ADA, BEN, LOCAL)),
)
APPLE_GROUP, ANDROID_GROUP = (thread_id(thread.family, thread.key) for thread in THREADS)


def test_choosing_them_sorts_all_messages_anew_with_progress(home: Home) -> None:
    source = stored.add(home.replica, "apple-messages", "/store").id
    ingest.ingest(home.replica, source, [Context(THREADS), *(row for n in range(50) for row in in_a_group(n))])
    settings.change(home, "region", "US")
    assert len(list(export.lines(home.replica))) == 100
    seen: list[tuple[int, int]] = []
    settings.change(home, "own_numbers", ME_PHONE, progress=lambda *at: seen.append(at))
    assert seen[-1] == (100, 100)
    lines = list(export.lines(home.replica))
    assert len(lines) == 50
    assert {line.count(b'"conversation":["') for line in lines} == {1}
    assert len({line.split(b'"conversation":[')[1].split(b"]")[0] for line in lines}) == 1
    settings.change(home, "own_numbers", "+4915123456789")
    assert len(list(export.lines(home.replica))) == 100


def test_what_other_sources_call_the_owners_is_no_news_to_a_source_that_is_read(filled_home: Home) -> None:
    """Else what a source says would depend on which ones were read before it."""
    assert owner.numbers(filled_home)
    assert owner.chosen(filled_home.replica) == frozenset()
    settings.change(filled_home, "own_numbers", ADA)
    assert owner.chosen(filled_home.replica) == owner.numbers(filled_home) == {ADA}


def test_an_export_of_an_android_phone_tells_whose_it_is(home: Home, tmp_path: Path) -> None:
    smsbr.write(tmp_path / "sms.xml", life(messages=120, seed=4))
    sources.add(home, tmp_path / "sms.xml")
    import_sources(home)
    assert owner.numbers(home) == {ME_PHONE}
