"""What was put together, what may be one, mirrors and watched folders, as pages."""

import pytest
from tests.web.shelf import Duplicate, InFolder, Opened, Place, Seen, Source

ONE, OTHER, THIRD = "aa" * 16, "bb" * 16, "cc" * 16
PAGE = "/settings/duplicates"


@pytest.fixture
def opened(page: Opened) -> Opened:
    page.sign_in()
    return page


def test_what_was_put_together_is_told_with_its_grounds_and_where_it_was_seen(opened: Opened) -> None:
    opened.shelf.merging.rows = [Duplicate(text="<b>See</b> you", evidence=(Seen(ONE), Seen(OTHER, sources=())))]
    told = opened.client.get(PAGE).text
    for words in ("&lt;b&gt;See&lt;/b&gt; you", "the same people, direction and words", "/Users/Ada/chat.db"):
        assert words in told
    assert "from another device" in told
    assert opened.client.get("/settings/sources").text.count(f'href="{PAGE}"') == 1


def test_a_merge_is_undone_and_that_can_be_taken_back(opened: Opened) -> None:
    assert "They are two</button>" in opened.client.get(PAGE).text
    told = opened.post(f"{PAGE}/apart", one=ONE, other=OTHER).text
    assert "They are two messages now, on all of your devices." in told
    assert 'name="off" value="yes"' in told
    told = opened.post(f"{PAGE}/apart", one=ONE, other=OTHER, off="yes").text
    assert "They are one message now" in told
    assert "Take that back" not in told
    assert opened.shelf.merging.done == [("apart", ONE, OTHER, False), ("apart", ONE, OTHER, True)]


def test_two_that_may_be_one_are_made_one_and_each_further_one_has_its_own_button(opened: Opened) -> None:
    opened.shelf.merging.rows = [Duplicate(possible=True, evidence=(Seen(ONE), Seen(OTHER), Seen(THIRD)))]
    told = opened.client.get(PAGE).text
    assert told.count("They are one</button>") == 2
    assert "They are one message now" in opened.post(f"{PAGE}/same", one=ONE, other=THIRD).text
    assert opened.shelf.merging.done == [("same", ONE, THIRD, False)]


def test_without_any_that_is_said_and_of_many_the_first_are_shown(opened: Opened) -> None:
    opened.shelf.merging.rows = []
    assert "Every message comes from one source only." in opened.client.get(PAGE).text
    opened.shelf.merging.rows = [Duplicate(evidence=(Seen(ONE), Seen(OTHER, sources=(Place("9"),))))] * 121
    told = opened.client.get(PAGE).text
    assert told.count("They are two</button>") == 120
    assert "There are more" in told
    assert "source 9" in told


def test_a_source_that_can_be_mirrored_says_what_becomes_of_what_is_deleted_there(opened: Opened) -> None:
    assert "What is deleted there stays here." in opened.client.get("/settings/sources").text
    opened.post("/settings/sources/mode", source="1", value="mirror")
    assert opened.shelf.sources.done == [("mode", "1", "mirror")]
    opened.shelf.sources.known = [Source(mode="mirror"), Source(id="2", kind="vcard")]
    told = opened.client.get("/settings/sources").text
    assert "goes to Recently Deleted here" in told
    assert told.count("What is deleted there</label>") == 1, "an export cannot be mirrored"


def test_a_watched_folder_tells_what_lies_in_it(opened: Opened) -> None:
    names = [InFolder(f"sms-{number:02}.xml", "apple.messages") for number in range(35)]
    opened.shelf.sources.files = [InFolder("<i>notes</i>.txt", None), *names]
    told = opened.client.get("/settings/sources").text
    for words in ("36 files in it", "&lt;i&gt;notes&lt;/i&gt;.txt", "nothing that can be read", "And 6 more."):
        assert words in told
