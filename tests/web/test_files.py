"""Files of messages: how they stand in a conversation, their own pages, and their bytes."""

import re

import pytest
from tests.web.shelf import CONVERSATION, FINDING, Fetched, Look, Opened, OpenedFile, Picture, Status, a_message

from owntexts.model.message import ShownAttachment, ShownPart
from owntexts.web.ranges import part_of

THREAD = f"/c/{CONVERSATION}"
ID = "f" * 32
PAGE = f"/m/{1:032x}/file/{ID}"


def sent(page: Opened, name: str, mime: str | None, look: Look, origin: str = "present") -> None:
    file = ShownAttachment(ID, name, mime, 2_000_000, origin, None, None)
    page.sign_in()
    page.shelf.reading.shown = [a_message(1, parts=(ShownPart("attachment", None, (), file, None),))]
    page.shelf.files.look = look


def test_a_photo_shows_its_picture_and_leads_to_a_page_of_its_own(page: Opened) -> None:
    sent(page, "IMG_1.HEIC", "image/heic", Look(Picture()))
    told = page.client.get(THREAD).text
    assert f'<a class="shot" href="{PAGE}" data-full="/f/{ID}/large"' in told
    assert f'<img src="/f/{ID}/picture" width="1200" height="800" alt="Photo: IMG_1.HEIC"' in told
    assert f'<img src="/f/{ID}/large" alt="Photo: IMG_1.HEIC">' in page.client.get(PAGE).text


def test_photos_of_one_message_stand_together_and_all_else_alone(page: Opened) -> None:
    files = [ShownAttachment(f"{number:032x}", None, "image/jpeg", 9, "present", None, None) for number in range(5)]
    parts = [ShownPart("attachment", None, (), file, None) for file in files]
    text = ShownPart("text", "and these", (), None, None)
    page.sign_in()
    page.shelf.reading.shown = [a_message(1, parts=(*parts[:3], text, *parts[3:4])), a_message(2, parts=parts[4:])]
    page.shelf.files.look = Look(Picture())
    told = page.client.get(THREAD).text
    assert told.count('<div class="album') == 1
    assert told.partition("</div>\n</div>")[0].count('<a class="shot"') == 3
    assert told.count('<a class="shot"') == 5


def test_what_was_said_for_hours_is_cut_as_a_long_text_is(page: Opened) -> None:
    file = ShownAttachment(ID, "Audio Message.m4a", "audio/x-m4a", 9, "present", None, "boats " * 900)
    page.sign_in()
    page.shelf.reading.shown = [a_message(1, parts=(ShownPart("attachment", None, (), file, None),))]
    told = page.client.get(THREAD).text
    assert told.count("boats") < 120
    assert f'boats… <a class="whole" href="{PAGE}">Show all of it</a>' in told
    assert page.client.get(PAGE).text.count("boats") == 900


def test_a_photo_that_browsers_do_not_show_is_decoded_here_else_the_small_picture_stands_for_it(page: Opened) -> None:
    sent(page, "IMG_1.HEIC", "image/heic", Look(Picture()))
    page.shelf.files.large = b"\xff\xd8\xff a JPEG"
    answer = page.client.get(f"/f/{ID}/large")
    assert (answer.content, answer.headers["content-type"]) == (page.shelf.files.large, "image/jpeg")
    assert answer.headers["cache-control"] == "no-store"
    assert "sandbox" in answer.headers["content-security-policy"]
    page.shelf.files.large = None
    assert page.client.get(f"/f/{ID}/large").url.path == f"/f/{ID}/picture"
    page.shelf.files.look = Look(Picture(), is_here=False)
    assert f'data-full="/f/{ID}/picture"' in page.client.get(THREAD).text


@pytest.mark.parametrize(
    ("name", "mime", "size", "heard"),
    [
        ("Audio Message.caf", "audio/x-caf", 40_000, True),
        ("a.amr", "audio/amr", 40_000, True),
        ("hours.caf", "audio/x-caf", 90_000_000, False),
        ("a.m4a", "audio/x-m4a", 40_000, False),
        ("a.3gp", "video/3gpp", 40_000, False),
    ],
)
def test_voice_that_browsers_do_not_play_is_made_so_that_they_do(
    page: Opened, name: str, mime: str, size: int, *, heard: bool
) -> None:
    page.sign_in()
    file = ShownAttachment(ID, name, mime, size, "present", None, None)
    page.shelf.reading.shown = [a_message(1, parts=(ShownPart("attachment", None, (), file, None),))]
    page.shelf.files.voice = b"....ftyp voice"
    for path in (THREAD, PAGE):
        assert (f'src="/f/{ID}/heard"' in page.client.get(path).text) == heard


def test_voice_is_sent_in_the_parts_that_a_player_asks_for_else_the_file_as_it_is(page: Opened) -> None:
    sent(page, "a.caf", "audio/x-caf", Look())
    page.shelf.files.voice = b"....ftyp voice"
    answer = page.client.get(f"/f/{ID}/heard", headers={"range": "bytes=4-7"})
    assert (answer.status_code, answer.content) == (206, b"ftyp")
    assert (answer.headers["content-type"], "sandbox" in answer.headers["content-security-policy"]) == (
        "audio/mp4",
        True,
    )
    page.shelf.files.voice = b""
    answer = page.client.get(f"/f/{ID}/heard", follow_redirects=False)
    assert answer.headers["location"] == f"/f/{ID}/file"
    page.client.cookies.clear()
    assert page.client.get(f"/f/{ID}/heard").status_code == 401


def test_a_photo_that_browsers_show_opens_as_it_is_where_it_is_here(page: Opened) -> None:
    sent(page, "a.jpg", "image/jpeg", Look(Picture()))
    assert f'data-full="/f/{ID}/file"' in page.client.get(THREAD).text
    page.shelf.files.look = Look(Picture(), is_here=False)
    assert f'data-full="/f/{ID}/picture"' in page.client.get(THREAD).text


def test_sizes_that_somebody_made_up_stay_within_bounds(page: Opened) -> None:
    sent(page, "a.jpg", "image/jpeg", Look(Picture(width=10**18, height=0)))
    assert 'width="65536" height="1"' in page.client.get(THREAD).text


def test_a_picture_beside_a_file_that_is_none_is_not_shown(page: Opened) -> None:
    sent(page, "bill.pdf", "application/pdf", Look(Picture()))
    assert "<img" not in page.client.get(THREAD).text


@pytest.mark.parametrize(
    ("name", "mime", "plays"),
    [
        ("a.m4a", "audio/x-m4a", True),
        ("a.amr", "audio/amr", False),
        ("a.mp4", "video/mp4", True),
        ("a.3gp", None, False),
        ("a.3gp", "video/3gpp", False),
    ],
)
def test_what_browsers_play_has_a_player_and_everything_can_be_saved(
    page: Opened, name: str, mime: str | None, plays: bool
) -> None:
    sent(page, name, mime, Look())
    told = page.client.get(PAGE).text
    assert bool(re.search(r"<(audio|video) controls", told)) is plays
    assert f'href="/f/{ID}/file?save=1"' in told


@pytest.mark.parametrize(
    ("look", "origin", "words"),
    [
        (Look(is_here=False), "present", "on the hub, not on this device"),
        (Look(is_here=False, on_hub=False), "only_in_icloud", "only in iCloud"),
        (Look(is_here=False, on_hub=False), "unreadable", "could not be read"),
        (Look(is_here=False, on_hub=False, trouble="missing"), "present", "not where its source says"),
        (Look(is_here=False, on_hub=False), "present", "no device has sent it yet"),
        (Look(is_here=False, refused=FINDING), "present", FINDING.title),
    ],
)
def test_what_is_not_here_says_where_it_is_and_only_what_the_hub_has_can_be_fetched(
    page: Opened, look: Look, origin: str, words: str
) -> None:
    sent(page, "a.jpg", "image/jpeg", look, origin)
    told = page.client.get(PAGE).text
    assert words in told
    assert ("Fetch it" in told) is look.on_hub
    assert "Save it" not in told


def test_fetching_brings_it_and_what_holds_it_is_told_and_can_be_overridden(page: Opened) -> None:
    sent(page, "a.jpg", "image/jpeg", Look(is_here=False))
    page.shelf.standing.state = Status(findings=(FINDING,))
    page.shelf.files.coming = Fetched("held", held=(FINDING.code,))
    told = page.post(f"{PAGE}/fetch").text
    assert f"Held by: {FINDING.title}." in told
    assert "Fetch it anyway" in told
    page.shelf.files.coming = None
    assert page.post(f"{PAGE}/fetch", now="yes").url.path == PAGE
    assert page.shelf.files.done == [("fetch", ID, False), ("fetch", ID, True)]


def test_a_fetch_that_failed_says_why_and_can_be_tried_again(page: Opened) -> None:
    sent(page, "a.jpg", "image/jpeg", Look(is_here=False))
    page.shelf.files.coming = Fetched("failed", finding=FINDING)
    told = page.client.get(PAGE).text
    assert f"{FINDING.title}. {FINDING.explanation}" in told
    assert "Fetch it" in told


def test_a_file_on_its_way_is_followed_without_a_reload_until_it_is_here(page: Opened) -> None:
    sent(page, "a.jpg", "image/jpeg", Look(is_here=False))
    page.shelf.files.coming = Fetched(done=12_000_000, total=80_000_000, seconds_left=34)
    whole = page.client.get(PAGE).text
    assert f'hx-get="{PAGE}/part" hx-trigger="every 1s"' in whole
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in whole
    part = page.client.get(f"{PAGE}/part")
    assert '<progress max="80000000" value="12000000"' in part.text
    assert "12.0 MB of 80.0 MB · about 34 seconds left" in part.text
    assert "Fetch it" not in part.text
    has = re.search(r'id="exhibit-has" name="has" value="(\w+)"', part.text)
    assert has
    assert page.client.get(f"{PAGE}/part", params={"has": has[1]}).status_code == 204
    page.shelf.files.coming, page.shelf.files.look = None, Look(Picture())
    end = page.client.get(f"{PAGE}/part", params={"has": has[1]})
    assert (end.status_code, "<progress" in end.text) == (286, False), "htmx asks no more"
    assert f'<img src="/f/{ID}/file"' in end.text
    assert 'hx-trigger="every' not in page.client.get(PAGE).text


def test_nothing_of_a_file_is_given_without_a_session(page: Opened) -> None:
    page.shelf.files.file = OpenedFile(b"secret")
    for path in (PAGE, f"/f/{ID}/picture", f"/f/{ID}/large", f"/f/{ID}/file"):
        assert page.client.get(path).status_code == 401


@pytest.mark.parametrize(
    ("mime", "kind", "how"),
    [
        ("image/jpeg", "image/jpeg", "inline"),
        ("video/quicktime", "video/quicktime", "inline"),
        ("image/svg+xml", "application/octet-stream", "attachment"),
        ("text/html", "application/octet-stream", "attachment"),
        ("application/pdf", "application/octet-stream", "attachment"),
        (None, "application/octet-stream", "attachment"),
    ],
)
def test_a_file_is_sent_as_what_its_bytes_are_and_what_could_run_is_only_saved(
    page: Opened, mime: str | None, kind: str, how: str
) -> None:
    sent(page, "photo.jpg", "image/jpeg", Look())
    page.shelf.files.file = OpenedFile(b"bytes", "ü photo.jpg", mime)
    answer = page.client.get(f"/f/{ID}/file")
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-disposition"] == f"{how}; filename*=UTF-8''%C3%BC%20photo.jpg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].endswith("sandbox")
    assert "attachment" in page.client.get(f"/f/{ID}/file?save=1").headers["content-disposition"]


def test_a_player_gets_the_part_that_it_asks_for(page: Opened) -> None:
    sent(page, "a.mp4", "video/mp4", Look())
    page.shelf.files.file = file = OpenedFile(b"0123456789", "a.mp4", "video/mp4")
    answer = page.client.get(f"/f/{ID}/file", headers={"range": "bytes=2-4"})
    assert (answer.status_code, answer.content) == (206, b"234")
    assert answer.headers["content-range"] == "bytes 2-4/10"
    refused = page.client.get(f"/f/{ID}/file", headers={"range": "bytes=10-"})
    assert (refused.status_code, refused.headers["content-range"]) == (416, "bytes */10")
    assert file.closed


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-", (0, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-99", (0, 10)),
        ("bytes=3-99", (3, 10)),
        ("bytes=-", None),
        ("bytes=0-1,3-4", None),
        ("lines=0-1", None),
        (None, None),
    ],
)
def test_parts_are_read_as_browsers_write_them(asked: str | None, part: tuple[int, int] | None) -> None:
    assert part_of(asked, 10) == part


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=5-4", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(asked: str) -> None:
    with pytest.raises(ValueError, match="bytes"):
        part_of(asked, 10)


def test_a_file_of_another_message_is_not_this_ones(page: Opened) -> None:
    sent(page, "a.jpg", "image/jpeg", Look())
    assert page.client.get(f"/m/{1:032x}/file/{'e' * 32}").status_code == 404
