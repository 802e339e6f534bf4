"""One truthful line for each balloon that an app made: what its payload says, or at least which app it came from."""

from collections.abc import Callable
from typing import Any, Final

from owntexts.sources import protobuf
from owntexts.sources.apple_messages import business, links, polls
from owntexts.sources.apple_messages.archive import unarchived
from owntexts.sources.apple_messages.wording import one_line, phrases
from owntexts.sources.malformed import Malformed

URL_PREVIEW: Final = "com.apple.messages.URLBalloonProvider"
POLLS: Final = "com.apple.messages.Polls"
HANDWRITING: Final = "com.apple.Handwriting.HandwritingProvider"
DIGITAL_TOUCH: Final = "com.apple.DigitalTouchBalloonProvider"
CHECK_IN: Final = "com.apple.SafetyMonitorApp.SafetyMonitorMessages"
APPS: Final = {
    "com.apple.PassbookUIService.PeerPaymentMessagesExtension": "Apple Cash",
    "com.apple.ActivityMessagesApp.MessagesExtension": "Fitness",
    "com.apple.mobileslideshow.PhotosMessagesApp": "Photos",
    CHECK_IN: "Check In",
    "com.apple.findmy.FindMyMessagesApp": "Find My",
    "com.apple.icloud.apps.messages.business.extension": "Business message",
    POLLS: "Poll",
}
TOUCHES: Final = {1: "tap", 3: "heartbeat", 4: "sketch", 6: "media", 7: "kiss", 8: "fireball"}
MEDIA: Final = {1: "video", 2: "photo"}
CAPTIONS: Final = (
    "caption",
    "subcaption",
    "secondary-subcaption",
    "tertiary-subcaption",
    "image-title",
    "image-subtitle",
)


def bundle(told: str) -> str:
    """The app's own id: the third of '<plugin>:<team>:<id>', or the whole where there is no colon."""
    return told.split(":", 2)[-1] if told.count(":") > 1 else told


def summary(told: str, payload: bytes | None, body: str, complaints: list[str]) -> str:
    """The line; `body` is the message's text, which for a link preview is the link. A bad payload is complained of."""
    app = bundle(told)
    try:
        return one_line(_summary(app, payload, body)) or _nameless(app)
    except Malformed as error:
        complaints.append(f"balloon: {error}")
        return _without_payload(app, body)


def options(told: str, payload: bytes | None) -> dict[str, str]:
    """The text of each of a poll's options by its id; none for any other balloon."""
    if bundle(told) != POLLS or not payload:
        return {}
    try:
        found = polls.poll(unarchived(payload))
    except Malformed:
        return {}
    return found.options if found else {}


def _summary(app: str, payload: bytes | None, body: str) -> str:
    if not payload:
        return _without_payload(app, body)
    reader = READERS.get(app)
    if reader:
        return reader(payload)
    told = unarchived(payload)
    if app == URL_PREVIEW:
        return links.summary(told, body)
    if app.endswith("business.extension"):
        return business.summary(told)
    return _app_line(app, told)


def _without_payload(app: str, body: str) -> str:
    if app == URL_PREVIEW and body:
        return f"Link: {one_line(body)}"
    return FIXED.get(app) or _nameless(app)


def _nameless(app: str) -> str:
    return f"Message from {APPS.get(app, app) or 'an app'}"


def _app_line(app: str, told: dict[str, Any]) -> str:
    """'<app>: <what it shows>', without saying the app's name twice."""
    name = APPS.get(app) or _text(told.get("an"))
    info = told.get("userInfo")
    captions = [_text(info.get(key)) for key in CAPTIONS] if isinstance(info, dict) else []
    said = _text(told.get("ldtext")) or phrases(captions) or _text(told.get("AccessibilityLabel"))
    if not said:
        return f"Message from {name or app}"
    return said if not name or said.lower().startswith(name.lower()) else f"{name}: {said}"


def _poll(payload: bytes) -> str:
    told = unarchived(payload)
    found = polls.poll(told)
    if found is None:
        return "Poll: a vote"
    choices = ", ".join(found.options.values())
    return f"Poll: {found.title} ({choices})" if found.title else f"Poll: {choices}"


def _handwriting(_payload: bytes) -> str:
    return FIXED[HANDWRITING]


def _digital_touch(payload: bytes) -> str:
    kind = protobuf.first(payload, 1)
    inner = protobuf.first(payload, 3)
    name = TOUCHES.get(kind) if isinstance(kind, int) else None
    if not isinstance(inner, bytes) or name is None:
        return "Digital Touch"
    if name == "heartbeat" and protobuf.first(inner, 6):
        name = "heartbreak"
    if name == "media":
        name = MEDIA.get(_number(protobuf.first(inner, 4)), name)
    return f"Digital Touch: {name}"


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _text(value: Any) -> str:
    return one_line(value) if isinstance(value, str) else ""


FIXED: Final = {HANDWRITING: "Handwritten message", DIGITAL_TOUCH: "Digital Touch"}
READERS: Final[dict[str, Callable[[bytes], str]]] = {
    POLLS: _poll,
    HANDWRITING: _handwriting,
    DIGITAL_TOUCH: _digital_touch,
}
