"""Balloons of apps: link previews of every sort, payments, check in, find my, business chat, games."""

from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

from owntexts.testing.apple import keyed
from owntexts.testing.apple.kinds.kind import Collector
from owntexts.testing.apple.kinds.texts import detected
from owntexts.testing.apple.people import Chat
from owntexts.testing.apple.scene import APPLE_EPOCH_S, SECOND, Scene
from owntexts.testing.apple.typedstream import DETECTED, LINK, OBJECT, PART, RICH_LINK, Attribute, Run, Url, attributed

kind = Collector("payload_data")

PLUGIN = "com.apple.messages.MSMessageExtensionBalloonPlugin"
URL_PROVIDER = "com.apple.messages.URLBalloonProvider"
SESSION = "5E5A5125-D530-42E1-8F7F-1943614E0016"
CAPTIONS = "caption subcaption secondary-subcaption tertiary-subcaption image-title image-subtitle".split()

_METADATA = ("LPLinkMetadata", "NSObject")
_SONG = ("LPiTunesMediaSongMetadata", "LPSpecializationMetadata", "NSObject")
_SOFTWARE = ("LPiTunesMediaSoftwareMetadata", "LPSpecializationMetadata", "NSObject")
_SHARED = ("LPSharedObjectMetadata", "LPSpecializationMetadata", "NSObject")
_PLACE = ("LPMapMetadata", "LPSpecializationMetadata", "NSObject")

LINKS: dict[str, tuple[float, str, str, dict[str, Any]]] = {
    "link.article": (
        40,
        "https://www.example.org/stories/lighthouse-keeper",
        "The last lighthouse keeper of Marlowe",
        {
            "title": "The last lighthouse keeper of Marlowe",
            "summary": "She kept the lamp for 41 years.",
            "itemType": "article",
        },
    ),
    "link.no_title": (4, "https://www.example.net/x/8f2", "https://www.example.net/x/8f2", {}),
    "link.music": (
        5,
        "https://music.example.com/album/1539641998?i=1539641999",
        "Harbour Lights",
        {
            "specialization": keyed.Instance(
                _SONG, {"name": "Harbour Lights", "artist": "The Applegarths", "album": "Low Tide"}
            )
        },
    ),
    "link.app_store": (
        2,
        "https://apps.example.com/app/id1000000001",
        "Tide Tables",
        {
            "specialization": keyed.Instance(
                _SOFTWARE,
                {"name": "Tide Tables", "subtitle": "High water, every day", "platform": "iOS", "genre": "Weather"},
            )
        },
    ),
    "link.collaboration": (
        2,
        "https://www.example.com/freeform/abc#Garden_plan",
        "Garden plan",
        {
            "collaborationMetadata": keyed.Instance(("_SWCollaborationMetadata", "NSObject"), {"title": "Garden plan"}),
            "specialization2": keyed.Instance(_SHARED, {"application": "Freeform", "title": "Garden plan"}),
        },
    ),
    "link.placemark": (
        3,
        "https://maps.example.com/?address=Pemberton+Hall",
        "Pemberton Hall",
        {
            "title": "Pemberton Hall",
            "specialization2": keyed.Instance(
                _PLACE, {"name": "Pemberton Hall", "address": "2 Whitcombe Park, Marlowe"}
            ),
        },
    ),
}

CHECK_IN = "com.apple.SafetyMonitorApp.SafetyMonitorMessages"
BUSINESS = "com.apple.icloud.apps.messages.business.extension"


@dataclass(frozen=True)
class App:
    """What a balloon of an app says; `{unix}` in its address stands for the time it was sent."""

    weight: float
    bundle: str
    name: str = ""
    words: str = ""
    caption: str = ""
    subcaption: str = ""
    address: str = "?"


def _check_in(weight: float, number: int, state: str) -> App:
    words = f"Check\xa0In: {state}"
    address = f"?messageType={number}&interfaceVersion=1&sendDate={{unix}}.5"
    return App(weight, CHECK_IN, "Check\xa0In", words, words, address=address)


APPS = {
    "app.pay": App(
        3, "com.apple.PassbookUIService.PeerPaymentMessagesExtension", "Apple\xa0Cash", "Sent $25 with Apple Cash."
    ),
    "app.fitness": App(2, "com.apple.ActivityMessagesApp.MessagesExtension", "Fitness", "Mara closed all three rings."),
    "app.slideshow": App(
        2,
        "com.apple.mobileslideshow.PhotosMessagesApp",
        "Photos",
        "Summer house - 37 Photos",
        "Summer house",
        "37 Photos",
        "https://share.example.com/photos/0aB#Summer",
    ),
    "app.find_my": App(
        3, "com.apple.findmy.FindMyMessagesApp", "Find My", "Started Sharing Location", address="?PayloadVersion=v0"
    ),
    "app.check_in.started": _check_in(2, 0, "Timer Started"),
    "app.check_in.ended": _check_in(2, 1, "Ended"),
    "app.check_in.late": _check_in(1, 2, "Has not checked in"),
    "app.check_in.place": _check_in(1, 3, "Ferry landing"),
    "app.business.quick_reply": App(2, BUSINESS, "", "Choose an option", "Choose an option"),
    "app.business.list": App(2, BUSINESS, "", "Select a seat", "Select a seat", "Tap to choose"),
    "app.business.form": App(1, BUSINESS, "", "Report an Issue", "Report an Issue", "Tap to get started"),
    "app.game": App(6, f"{PLUGIN}:EWFNLB79LQ:com.example.games.ext", "Games", "Let’s play 8 Ball!", "8 BALL"),
    "app.table_booking": App(
        2,
        f"{PLUGIN}:0000000000:com.example.tables.messages",
        "Tables",
        caption="Table for 4 people\nSunday at 7:45 PM",
        subcaption="You’re invited! Tap to accept.",
    ),
    "app.nothing_said": App(1, f"{PLUGIN}:0000000000:com.example.silent.messages"),
}


def _link(name: str, scene: Scene, chat: Chat) -> None:
    _, address, tells, _ = LINKS[name]
    payload = _link_payload(name)
    posted = scene.post(chat, address, body=_link_body(address), balloon_bundle_id=URL_PROVIDER, payload_data=payload)
    scene.expect(posted, address, tells=tells)


@cache
def _link_payload(name: str) -> bytes:
    _, address, _, metadata = LINKS[name]
    where = {"URL": keyed.url(address), "originalURL": keyed.url(address), "version": 1}
    return _rich_link(is_placeholder=False, metadata={**where, **metadata})


def _rich_link(*, is_placeholder: bool, metadata: dict[str, Any]) -> bytes:
    fields = {"richLinkIsPlaceholder": is_placeholder, "richLinkMetadata": keyed.Instance(_METADATA, metadata)}
    return keyed.archive(keyed.Instance(("RichLink", "NSObject"), fields))


@cache
def _link_body(address: str) -> bytes:
    found: dict[str, Attribute] = {DETECTED: detected("HttpURL", address), LINK: Url(address), RICH_LINK: 1, PART: 0}
    return attributed([Run(address, found)])


@kind("link.placeholder", 3)
def placeholder(scene: Scene, chat: Chat) -> None:
    """A preview that never loaded."""
    address = "https://www.example.org/never-loaded"
    payload = _rich_link(is_placeholder=True, metadata={"version": 1})
    posted = scene.post(chat, address, body=_link_body(address), balloon_bundle_id=URL_PROVIDER, payload_data=payload)
    scene.expect(posted, address)


def _app(app: App, scene: Scene, chat: Chat) -> None:
    unix = scene.clock.at(scene.next_row, 0.5) // SECOND + APPLE_EPOCH_S
    posted = scene.post(
        chat,
        OBJECT,
        body=_PLACEHOLDER_BODY,
        payload_data=_app_payload(app, app.address.replace("{unix}", str(unix))),
        balloon_bundle_id=app.bundle if ":" in app.bundle else f"{PLUGIN}:0000000000:{app.bundle}",
    )
    scene.expect(posted, None, tells=app.words.rpartition("\xa0In: ")[2] or app.caption.partition("\n")[0] or None)


@lru_cache(maxsize=64)
def _app_payload(app: App, address: str) -> bytes:
    """The payload of an app's balloon is one dictionary."""
    said = {"an": app.name, "ldtext": app.words}
    return keyed.archive(
        {
            "layoutClass": "MSMessageTemplateLayout",
            "sessionIdentifier": keyed.session(SESSION),
            "URL": keyed.url(address),
            "userInfo": {**dict.fromkeys(CAPTIONS, ""), "caption": app.caption, "subcaption": app.subcaption},
            **{key: words for key, words in said.items() if words},
        }
    )


_PLACEHOLDER_BODY = attributed([Run(OBJECT, {PART: 0})])

for _name, (_weight, *_) in LINKS.items():
    kind(_name, _weight)(partial(_link, _name))
for _name, _what in APPS.items():
    kind(_name, _what.weight)(partial(_app, _what))

KINDS = kind.kinds
