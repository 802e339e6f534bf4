"""The photos of address books, on the signs of people."""

import pytest
from tests.web.shelf import CONVERSATION, Conversation, Opened, Row, a_message

JPEG = b"\xff\xd8\xff\xe0 a face"
PHOTO = f"/photo/{CONVERSATION}"
SIGN = f'<img src="{PHOTO}" alt="" loading="lazy">'


@pytest.fixture
def pictured(page: Opened) -> Opened:
    page.sign_in()
    page.shelf.reading.photos = {"+15550100": JPEG}
    return page


@pytest.mark.parametrize(
    "path", ["/", f"/c/{CONVERSATION}", f"/c/{CONVERSATION}/info", "/search?q=text", "/search?q=Gr"]
)
def test_a_photo_lies_over_the_letters_wherever_the_sign_is(pictured: Opened, path: str) -> None:
    pictured.shelf.reading.shown = [a_message(1)]
    told = pictured.client.get(path).text
    assert f"G{SIGN}" in told
    assert told.count(SIGN) == (1 if path == "/" else 2)


def test_the_photo_is_sent_as_what_it_is_to_whoever_is_signed_in(pictured: Opened) -> None:
    answer = pictured.client.get(PHOTO)
    assert (answer.content, answer.headers["content-type"]) == (JPEG, "image/jpeg")
    assert "sandbox" in answer.headers["content-security-policy"]
    pictured.client.cookies.clear()
    assert pictured.client.get(PHOTO).status_code == 401


@pytest.mark.parametrize("forged", [b"<svg onload='alert(1)'/>", b"<script>alert(1)</script>", b""])
def test_a_photo_that_is_none_is_not_sent(pictured: Opened, forged: bytes) -> None:
    pictured.shelf.reading.photos = {"+15550100": forged}
    assert pictured.client.get(PHOTO).status_code == 404


def test_in_a_group_each_has_their_own_photo_beside_what_they_wrote(pictured: Opened) -> None:
    pictured.shelf.reading.listed = [Conversation(Row(participants=("+15550100", "+15550101")), group=True)]
    pictured.shelf.reading.shown = [a_message(1), a_message(2, sender="+15550101")]
    own = f"/photo/of/{b'+15550100'.hex()}"
    for path in ("", "/info", "/print"):
        assert pictured.client.get(f"/c/{CONVERSATION}{path}").text.count(f'<img src="{own}"') == 1
    assert pictured.client.get(f"/c/{CONVERSATION}").text.count("/photo/of/") == 1
    assert pictured.client.get(own).content == JPEG
    assert {pictured.client.get(f"/photo/of/{wrong}").status_code for wrong in ("zz", "ff", "00", "61" * 9)} == {404}
    pictured.client.cookies.clear()
    assert pictured.client.get(own).status_code == 401


def test_groups_and_people_without_a_photo_keep_their_letters(pictured: Opened) -> None:
    pictured.shelf.reading.listed = [Conversation(Row(participants=("+15550100", "+15550101")), group=True)]
    assert "/photo/" not in pictured.client.get("/").text
    assert pictured.client.get(PHOTO).status_code == 404
    pictured.shelf.reading.listed = [Conversation(Row(participants=("+15550102",)))]
    assert "/photo/" not in pictured.client.get("/").text
    assert pictured.client.get(f"/photo/{'00' * 16}").status_code == 404
