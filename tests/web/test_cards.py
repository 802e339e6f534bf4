"""Contact cards and places that were sent: what they say is shown, and does nothing by itself."""

from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.shelf import CONVERSATION, Look, Opened, OpenedFile, a_message

from owntexts.model.message import ShownAttachment, ShownPart
from owntexts.testing.contacts import Version, everybody, write_vcards
from owntexts.web import cards

ID = "f" * 32
THREAD = f"/c/{CONVERSATION}"
PAGE = f"/m/{1:032x}/file/{ID}"
JPEG = b"\xff\xd8\xff\xe0 a face"
MAP = "https://www.openstreetmap.org/?mlat=60.16990&amp;mlon=24.93840#map=16/60.16990/24.93840"
PLACE = rb"""BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//iPhone OS 18.5//EN
N:;Current Location;;;
FN:Current Location
item1.ADR;type=WORK;type=pref:;;1 Harbour Street;Helsinki;;00100;Finland
item1.URL;type=pref:https://maps.apple.com/?ll=60.16990\,24.93840&q=javascript:alert(1)
item1.X-ABLabel:map url
END:VCARD
"""


def card(*lines: str) -> bytes:
    return "\r\n".join(("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", "")).encode()


def sent(page: Opened, data: bytes, name: str = "Ada.vcf", mime: str | None = "text/vcard", size: int = 400) -> None:
    file = ShownAttachment(ID, name, mime, size, "present", None, None)
    page.sign_in()
    page.shelf.reading.shown = [a_message(1, parts=(ShownPart("attachment", None, (), file, None),))]
    page.shelf.files.look = Look()
    page.shelf.files.file = OpenedFile(data, name, None)


@pytest.mark.parametrize("version", ["2.1", "3.0", "4.0"])
def test_a_card_shows_who_it_is_and_how_they_are_reached(page: Opened, version: Version, tmp_path: Path) -> None:
    somebody = next(one for one in everybody(20) if one.phones and one.emails)
    write_vcards(tmp_path / "one.vcf", [somebody], version=version)
    sent(page, (tmp_path / "one.vcf").read_bytes())
    for path in (THREAD, PAGE, f"/m/{1:032x}/info", f"{THREAD}/print"):
        told = page.client.get(path).text
        assert f"<bdi>{somebody.name}</bdi>" in told
        assert somebody.emails[0] in told
        assert "<dt>Mobile</dt>" in told
    assert f'href="/f/{ID}/file?save=1"' in page.client.get(THREAD).text
    assert "tel:" not in page.client.get(PAGE).text


def test_the_photo_in_a_card_is_sent_only_where_it_is_one(page: Opened) -> None:
    face = f"/f/{ID}/face/0"
    sent(page, card("FN:Ada", f"PHOTO;ENCODING=b;TYPE=JPEG:{b64encode(JPEG).decode()}"))
    assert f'<img src="{face}"' in page.client.get(THREAD).text
    answer = page.client.get(face)
    assert (answer.content, answer.headers["content-type"]) == (JPEG, "image/jpeg")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert page.client.get(f"/f/{ID}/face/1").status_code == 404
    sent(page, card("FN:Ada", f"PHOTO;ENCODING=b:{b64encode(b'<svg onload=alert(1)>').decode()}"))
    assert page.client.get(face).status_code == 404
    page.client.cookies.clear()
    assert page.client.get(face).status_code == 401


@pytest.mark.parametrize(("name", "mime"), [("CL.loc.vcf", "text/x-vlocation"), ("CL.loc.vcf", None)])
def test_a_place_leads_to_a_map_of_its_coordinates_and_to_nothing_that_it_says(
    page: Opened, name: str, mime: str | None
) -> None:
    sent(page, PLACE, name, mime)
    for path in (THREAD, PAGE):
        told = page.client.get(path).text
        assert f'<a class="map" href="{MAP}" rel="noreferrer noopener" target="_blank">' in told
        assert "1 Harbour Street, Helsinki, 00100, Finland" in told
        assert "maps.apple.com" not in told
        assert "javascript:" not in told


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("GEO:60.1699;24.9384", "60.16990, 24.93840"),
        ("GEO:geo:-33.8568,151.2153;u=35", "-33.85680, 151.21530"),
        ("URL:http://maps.apple.com/?q=Home&ll=60.1699%2C24.9384", "60.16990, 24.93840"),
        ("URL:https://maps.apple.com/place?coordinate=60.1699\\,24.9384&name=x", "60.16990, 24.93840"),
        ("GEO:91;0", None),
        ("GEO:0;999", None),
        ("URL:https://example.org/?call=1,2", None),
        ("GEO:here", None),
    ],
)
def test_coordinates_are_read_as_they_are_written(line: str, words: str | None) -> None:
    (one,) = cards.read(card("FN:Somewhere", line))
    assert (one.spot.words if one.spot else None) == words


def test_what_a_card_says_is_shown_inert(page: Opened) -> None:
    sent(
        page, card("FN:<script>alert(1)</script>\u202egnp", "TEL:<b onclick=alert(1)>1</b>", "URL:javascript:alert(1)")
    )
    told = page.client.get(THREAD).text + page.client.get(PAGE).text
    assert "<script>alert" not in told
    assert "<b onclick" not in told
    assert 'href="javascript:' not in told
    assert "\u202e" not in told


def test_several_cards_are_one_file_of_which_the_page_shows_all(page: Opened) -> None:
    sent(page, b"".join(card(f"FN:Person {number}") for number in range(3)))
    told = page.client.get(THREAD).text
    assert "Person 0" in told
    assert "and 2 more" in told
    assert "Person 2" in page.client.get(PAGE).text


@pytest.mark.parametrize("data", [b"", b"no card", card(), card("NOTE:nothing that is shown"), b"BEGIN:VCARD\n" * 99])
def test_a_file_that_says_nothing_stays_a_file(page: Opened, data: bytes) -> None:
    sent(page, data)
    told = page.client.get(THREAD).text
    assert f'<a class="bubble card" href="{PAGE}">' in told
    assert page.client.get(PAGE).status_code == 200


def test_a_file_too_large_to_be_a_card_is_not_read(page: Opened) -> None:
    long = card("FN:Ada", "NOTE:" + "x" * cards.LARGEST)
    sent(page, long, size=len(long))
    assert '<a class="bubble card"' in page.client.get(THREAD).text
    sent(page, long, size=400)  # what its message says of its size is nothing to go by
    assert '<a class="bubble card"' in page.client.get(THREAD).text


def test_what_takes_long_to_get_at_is_a_card_on_its_own_page_only(page: Opened) -> None:
    sent(page, card("FN:Ada", "TEL:+1 415 555 0142"))
    page.shelf.files.is_slow = True
    assert '<a class="bubble card"' in page.client.get(THREAD).text
    assert "+1 415 555 0142" in page.client.get(PAGE).text


def test_a_page_of_cards_reads_only_some_of_them(page: Opened) -> None:
    sent(page, card("FN:Ada"))
    files = [ShownAttachment(f"{one:032x}", "Ada.vcf", None, 400, "present", None, None) for one in range(30)]
    page.shelf.reading.shown = [
        a_message(place, parts=(ShownPart("attachment", None, (), file, None),)) for place, file in enumerate(files)
    ]
    assert page.client.get(THREAD).text.count("<b><bdi>Ada</bdi></b>") == cards.MOST_FILES


@given(st.binary(max_size=400))
def test_any_bytes_are_cards_or_none(noise: bytes) -> None:
    for data in (noise, b"BEGIN:VCARD\n" + noise, card("FN:Ada").replace(b"END", noise + b"\nEND")):
        assert len(cards.read(data)) <= cards.MOST_CARDS


@pytest.mark.parametrize(
    "said",
    [
        "geo:60.1699,24.9384;u=35",
        "https://maps.apple.com/?ll=60.1699,24.9384&q=Pier",
        "https://maps.apple.com/place?coordinate=60.1699%2C24.9384&name=Pier",
        "http://maps.google.com/maps?q=60.1699,24.9384",
        "https://www.google.co.uk/maps/place/60.1699,24.9384",
        "https://www.google.com/maps/@60.1699,24.9384,16z",
    ],
)
def test_a_message_that_is_the_address_of_a_place_shows_the_place(page: Opened, said: str) -> None:
    page.sign_in()
    page.shelf.reading.shown = [a_message(1, text=said, parts=(ShownPart("text", said, (), None, None),))]
    told = page.client.get(THREAD).text
    assert f'<a class="map" href="{MAP}"' in told
    assert ("<bdi>Pier</bdi>" in told) == ("Pier" in said)
    assert ('<small><a href="http' in told) == said.startswith("http")


def test_the_balloon_of_a_place_shows_its_name_its_address_and_where_it_is(page: Opened) -> None:
    link = "https://maps.apple.com/?ll=60.1699,24.9384"
    parts = (
        ShownPart("text", link, (), None, None),
        ShownPart("balloon", None, (), None, f"Place: The old harbour — 1 Harbour Street — {link}"),
    )
    page.sign_in()
    page.shelf.reading.shown = [a_message(1, text=link, parts=parts)]
    told = page.client.get(THREAD).text
    assert "<b><bdi>The old harbour</bdi></b>" in told
    assert "<p><bdi>1 Harbour Street</bdi></p>" in told
    assert told.count(f'<a class="map" href="{MAP}"') == 1


@pytest.mark.parametrize(
    "said",
    [
        "https://evil.example/?ll=60.1699,24.9384",
        "https://maps.apple.com.evil.example/?ll=60.1699,24.9384",
        "https://maps.apple.com/?ll=160.1,24.9",
        "geo:javascript:alert(1)",
        "https://maps.apple.com/?ll=60.1699,24.9384 see you there",
        "https://[::1/?ll=1,2",
    ],
)
def test_what_only_looks_like_a_place_stays_the_text_that_it_is(page: Opened, said: str) -> None:
    page.sign_in()
    page.shelf.reading.shown = [a_message(1, text=said, parts=(ShownPart("text", said, (), None, None),))]
    assert 'class="map"' not in page.client.get(THREAD).text
