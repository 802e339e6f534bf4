"""What is known of a conversation and of a message, what is done to one, and how one takes it along."""

import json

import pytest
from tests.web.shelf import CONVERSATION, START, Opened, a_message

from owntexts.model.message import ShownEdit, ShownPart, ShownReaction
from owntexts.model.times import rfc3339

THREAD = f"/c/{CONVERSATION}"


@pytest.fixture
def about(page: Opened) -> Opened:
    page.sign_in()
    return page


@pytest.mark.parametrize(
    ("deed", "value", "done"),
    [
        ("pin", "yes", ("pin", CONVERSATION, True)),
        ("mute", "no", ("mute", CONVERSATION, False)),
        ("name", "Book club", ("name", CONVERSATION, "Book club")),
        ("read", "yes", ("read", CONVERSATION)),
    ],
)
def test_a_button_does_what_it_says_and_comes_back(
    about: Opened, deed: str, value: str, done: tuple[object, ...]
) -> None:
    assert f'action="{THREAD}/{deed}"' in about.client.get(f"{THREAD}/info").text or deed == "read"
    answer = about.post(f"{THREAD}/{deed}", value=value)
    assert answer.url.path == f"{THREAD}/info"
    assert about.shelf.doing.done == [done]


def test_a_message_tells_all_that_is_known_of_it(about: Opened) -> None:
    about.shelf.reading.names = {"+15550100": "Ada"}
    long = "word " * 2_000 + "end"
    about.shelf.reading.shown = [
        a_message(
            1,
            parts=(ShownPart("text", long, (), None, None),),
            edits=(ShownEdit(0, "an earlier text", rfc3339(START)),),
            reactions=(ShownReaction(None, "liked", None, 0, rfc3339(START), removed=True),),
            read_at=rfc3339(START),
        )
    ]
    assert "end</p>" not in about.client.get(THREAD).text
    answer = about.client.get(f"/m/{1:032x}/info").text
    for words in (" end</p>", "an earlier text", "You liked this", "taken back", "Ada", "+15550100", "Read</dt>"):
        assert words in answer


def test_a_conversation_is_taken_along_whole(about: Opened) -> None:
    about.shelf.reading.shown = [a_message(number) for number in range(1, 1_100)]
    lines = about.client.get(f"{THREAD}/export.jsonl")
    assert [json.loads(line)["text"] for line in lines.text.splitlines()] == [f"text {n}" for n in range(1, 1_100)]
    assert "attachment" in lines.headers["content-disposition"]
    text = about.client.get(f"{THREAD}/export.txt").text
    assert text.count("\n") == 1_099
    assert "  +15550100: text 1\n" in text
    assert about.client.get(f"{THREAD}/export.exe").status_code == 404


def test_a_conversation_on_paper_has_no_list_beside_it(about: Opened) -> None:
    answer = about.client.get(f"{THREAD}/print").text
    assert "text 1" in answer
    assert 'id="label"' not in answer
