"""Names beside addresses in exports."""

from collections.abc import Callable
from pathlib import Path

import pytest

from owntexts.agent import reading, sources
from owntexts.agent.home import Home
from owntexts.agent.imports import import_sources
from owntexts.model.observations import Context
from owntexts.model.records import Contact
from owntexts.sources import google_voice, sms_backup_restore, sms_import_export
from owntexts.sources.base import Options, SourceKind
from owntexts.sources.telephony.names import named
from owntexts.testing.android import smsbr, smsie, voice
from owntexts.testing.life import Life, life
from owntexts.testing.suite import KnownRows

ADA = "+12125550100"


def names(kind: SourceKind, path: Path) -> dict[str, str | None]:
    with kind.open(path, Options()) as source:
        told = [record for one in source.read(KnownRows()) if isinstance(one, Context) for record in one.records]
    return {handle: one.name for one in told if isinstance(one, Contact) for handle in one.handles or ()}


@pytest.mark.parametrize(
    ("address", "name", "found"),
    [
        (ADA, "Ada  Example", ((ADA, "Ada Example"),)),
        ("(212) 555-0100", "Ada", (("2125550100", "Ada"),)),
        (ADA, "(Unknown)", ()),
        (ADA, "+1 212 555 0100", ()),
        (ADA, None, ()),
        (None, "Ada", ()),
        (f"{ADA}~+12125550101", "Ada, Ben", ()),
        ("group_12@rcs.google.com", "Ada", ()),
    ],
)
def test_a_name_is_that_of_one_address(address: str | None, name: str | None, found: object) -> None:
    assert named(address, {"contact_name": name} if name else {}) == found


@pytest.mark.parametrize(
    ("kind", "write"), [(sms_backup_restore.SOURCE, smsbr.write), (sms_import_export.SOURCE, smsie.write)]
)
def test_the_people_of_an_export_have_their_names(
    kind: SourceKind, write: Callable[[Path, Life], None], tmp_path: Path
) -> None:
    lived = life(messages=120, seed=4, calls=4)
    write(tmp_path / "export", lived)
    told = names(kind, tmp_path / "export")
    people = {one.address: one.name for talk in lived.talks for one in talk.others if one.address.startswith("+")}
    written = {message.talk.others[0].address for message in lived.messages if not message.talk.is_group}
    assert told == {address: name for address, name in people.items() if address in told}
    assert written & people.keys() <= told.keys()


def test_google_voice_names_those_who_are_in_its_pages(tmp_path: Path) -> None:
    lived = life(messages=120, seed=4, calls=4)
    told = names(google_voice.SOURCE, voice.write(tmp_path, lived))
    people = {one.address: one.name for talk in lived.talks for one in talk.others if one.address.startswith("+")}
    assert told == {address: people[address] for address in told}
    assert {call.other.address for call in lived.calls} <= told.keys()
    assert {one.address for talk in lived.talks if talk.is_group for one in talk.others} <= told.keys()
    assert lived.me not in told


def test_a_real_takeout_names_people_and_calls_no_number_by_a_number(shared_fixtures: Path) -> None:
    told = names(google_voice.SOURCE, shared_fixtures / "android" / "gvoice" / "moshekaplan")
    assert set(told.values()) == {"Joe Smith", "Joe Smith - Cell", "Bob Smith"}
    assert told["+11025550122"] == "Bob Smith"


def test_a_later_row_has_the_newer_name(tmp_path: Path) -> None:
    row = '<sms address="{}" date="{}" type="1" body="x" contact_name="{}" />'
    rows = (row.format(ADA, 1_704_103_200_000, "Ada new"), row.format(ADA, 1_704_103_100_000, "Ada old"))
    (tmp_path / "sms.xml").write_text(f"<smses>{''.join(rows)}</smses>")
    assert names(sms_backup_restore.SOURCE, tmp_path / "sms.xml") == {ADA: "Ada new"}


def test_a_conversation_has_the_name_that_an_export_tells(home: Home, tmp_path: Path) -> None:
    row = f'<sms address="{ADA}" date="1704103200000" type="1" body="x" contact_name="Ada Example" />'
    (tmp_path / "sms.xml").write_text(f"<smses>{row}</smses>")
    sources.add(home, tmp_path / "sms.xml")
    import_sources(home)
    (only,) = reading.conversations(home)
    assert only.name == "Ada Example"


def test_so_has_one_of_google_voice(home: Home, tmp_path: Path) -> None:
    lived = life(messages=40, seed=4, rcs=False)
    sources.add(home, voice.write(tmp_path / "takeout", lived))
    import_sources(home)
    called = {one.name for one in reading.conversations(home)}
    assert {talk.others[0].name for talk in lived.talks if talk.others[0].address.startswith("+")} & called
