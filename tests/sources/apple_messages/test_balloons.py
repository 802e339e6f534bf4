from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.sources.apple_messages import balloons
from owntexts.testing.apple import keyed

PLUGIN = "com.apple.messages.MSMessageExtensionBalloonPlugin:0000000000:"
BUSINESS = "com.apple.icloud.apps.messages.business.extension"
TABLE = "Table for 4 people Sunday, October 17 at 7:45 PM — You're invited! Tap to accept."


@pytest.mark.parametrize(
    ("name", "app", "line"),
    [
        (
            "ApplePayRecurring",
            "com.apple.PassbookUIService.PeerPaymentMessagesExtension",
            "Apple Cash: Sending you $1 weekly starting Nov 18, 2023",
        ),
        ("BusinessFormRequest", BUSINESS, "Business message: Report an Issue"),
        ("BusinessListPicker", BUSINESS, "Business message: Select a Product (iPhone, AirPods, Apple Watch)"),
        ("BusinessQuickReply", BUSINESS, "Business message: Choose an option (Yes, No)"),
        ("CheckinEnded", balloons.CHECK_IN, "Check In: Ended"),
        ("CheckinLocation", balloons.CHECK_IN, "Check In: Fake Location"),
        ("FindMy", "com.apple.findmy.FindMyMessagesApp", "Find My: Started Sharing Location"),
        ("OpenTableInvited", "com.contextoptional.OpenTable.Messages", f"OpenTable: {TABLE}"),
        ("PollCreate", balloons.POLLS, "Poll: Option 1, Option 2, Option 3, Option 4"),
        ("PollVote2", balloons.POLLS, "Poll: a vote"),
        ("Slideshow", "com.apple.mobileslideshow.PhotosMessagesApp", "Photos: Home - 37 Photos"),
    ],
)
def test_a_sample_of_an_app_says_what_it_shows(samples: Path, name: str, app: str, line: str) -> None:
    said = _said(PLUGIN + app, (samples / "app_message" / f"{name}.plist").read_bytes())
    assert said.startswith(line)
    assert "OpenTable" in name or said == line


@pytest.mark.parametrize(
    ("folder", "name", "line"),
    [
        ("url_message", "MetadataURL", "Link: Christopher Sardegna — https://chrissardegna.com"),
        (
            "url_message",
            "Twitter",
            "Link: Christopher Sardegna on Twitter — https://twitter.com/rxcs/status/1175874352946077696",
        ),
        ("music_message", "AppleMusic", "Music: Песнь 1 — БАТЮШКА — Панихида"),
        (
            "collaboration_message",
            "Freeform",
            "Shared document: Untitled — https://www.icloud.com/freeform/REDACTED#Untitled",
        ),
    ],
)
def test_a_sample_of_a_link_says_what_it_leads_to(samples: Path, folder: str, name: str, line: str) -> None:
    assert _said(balloons.URL_PREVIEW, (samples / folder / f"{name}.plist").read_bytes()) == line


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("tap", "Digital Touch: tap"),
        ("heartbreak", "Digital Touch: heartbreak"),
        ("sketch", "Digital Touch: sketch"),
        ("image", "Digital Touch: photo"),
        ("kiss", "Digital Touch: kiss"),
        ("fireball", "Digital Touch: fireball"),
    ],
)
def test_a_sample_of_digital_touch_says_its_kind(samples: Path, name: str, line: str) -> None:
    assert _said(balloons.DIGITAL_TOUCH, (samples / "digital_touch_message" / f"{name}.bin").read_bytes()) == line


@pytest.mark.parametrize("name", ["handwriting", "pollock"])
def test_handwriting_is_named(samples: Path, name: str) -> None:
    said = _said(balloons.HANDWRITING, (samples / "handwritten_message" / f"{name}.bin").read_bytes())
    assert said == "Handwritten message"


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ("com.example.game", "Message from com.example.game"),
        (PLUGIN + "com.example.game", "Message from com.example.game"),
        (balloons.CHECK_IN, "Message from Check In"),
        (balloons.URL_PREVIEW, "Link: https://example.org"),
        (balloons.HANDWRITING, "Handwritten message"),
        (balloons.DIGITAL_TOUCH, "Digital Touch"),
    ],
)
def test_a_balloon_without_a_payload_still_names_itself(told: str, line: str) -> None:
    complaints: list[str] = []
    assert balloons.summary(told, None, "https://example.org", complaints) == line
    assert balloons.summary(told, b"no payload at all", "https://example.org", complaints) in (
        line,
        "Digital Touch",
        "Handwritten message",
    )


def test_a_bad_payload_is_complained_of() -> None:
    complaints: list[str] = []
    balloons.summary("com.example.game", b"nothing", "", complaints)
    assert complaints[0].startswith("balloon: ")


def test_a_preview_that_never_loaded_is_its_link() -> None:
    payload = keyed.archive({"richLinkIsPlaceholder": True})
    assert balloons.summary(balloons.URL_PREVIEW, payload, "https://example.org/a", []) == "Link: https://example.org/a"


def test_the_name_of_an_app_is_not_said_twice() -> None:
    assert _said("x", keyed.archive({"an": "Check\xa0In", "ldtext": "Check\xa0In: Ended"})) == "Check In: Ended"


def test_a_line_is_one_line_and_not_endless() -> None:
    said = _said("x", keyed.archive({"an": "App", "ldtext": "a\nb\t" + "c" * 9_000}))
    assert said.startswith("App: a b c")
    assert len(said) <= 510


def test_a_poll_has_its_options_by_id(samples: Path) -> None:
    payload = (samples / "app_message" / "PollCreate.plist").read_bytes()
    assert list(balloons.options(PLUGIN + balloons.POLLS, payload).values()) == [
        "Option 1",
        "Option 2",
        "Option 3",
        "Option 4",
    ]
    assert balloons.options("com.example.game", payload) == {}


@given(st.sampled_from([*balloons.APPS, *balloons.READERS, balloons.URL_PREVIEW, "x:y:z"]), st.binary(max_size=300))
def test_any_payload_gives_a_line(told: str, payload: bytes) -> None:
    assert balloons.summary(told, payload, "", [])


scraps = st.recursive(
    st.one_of(st.integers(0, 2**40), st.text(max_size=5), st.binary(max_size=9), st.booleans()),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["richLinkMetadata", "URL", "userInfo", "specialization", "specialization2", "title", "data"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.sampled_from([*balloons.APPS, *balloons.READERS, balloons.URL_PREVIEW, "x"]),
    st.dictionaries(st.sampled_from(["richLinkMetadata", "metadata", "URL", "userInfo", "an", "data"]), scraps),
)
def test_any_archive_gives_a_line(told: str, root: dict[str, object]) -> None:
    assert balloons.summary(told, keyed.archive(root), "", [])


def _said(told: str, payload: bytes) -> str:
    complaints: list[str] = []
    line = balloons.summary(told, payload, "https://example.org", complaints)
    assert complaints == []
    return line
