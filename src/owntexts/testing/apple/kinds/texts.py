"""Texts with something to them: styles, effects, mentions, links, replies, long ones, odd ones."""

from functools import cache, partial

from owntexts.testing.apple import keyed
from owntexts.testing.apple.kinds.kind import Collector
from owntexts.testing.apple.people import Chat
from owntexts.testing.apple.phrases import long_text
from owntexts.testing.apple.scene import Scene
from owntexts.testing.apple.typedstream import (
    BOLD,
    CODE,
    DETECTED,
    EFFECT,
    ITALIC,
    LINK,
    MENTION,
    PART,
    RICH_LINK,
    STRIKETHROUGH,
    UNDERLINE,
    Run,
    Url,
    attributed,
    units,
)

kind = Collector()

TEXT_EFFECTS = {"big": 5, "small": 11, "shake": 9, "nod": 8, "explode": 12, "ripple": 4, "bloom": 6, "jitter": 10}
SCREEN_EFFECTS = "Confetti Echo Fireworks HappyBirthday Heart Lasers ShootingStar Sparkles Spotlight".split()
BUBBLE_EFFECTS = "gentle impact invisibleink loud".split()

ODD_TEXTS = (
    "Family photo 👨‍👩‍👧‍👦 at the lake, flags 🇳🇴🇯🇵, skin tones 👋🏽",
    "first line\nsecond line\r\nthird line\n\n",
    "e\u0301 and é look alike, ﬁ is one sign, \u200bzero width\u200d joined",
    "𝖍𝖊𝖑𝖑𝖔 𝖋𝖗𝖔𝖒 𝖙𝖍𝖊 𝖆𝖘𝖙𝖗𝖆𝖑 𝖕𝖑𝖆𝖓𝖊",
    "שלום, mixed with English and العربية in one line (12:30)",
    "<b>not bold</b> & \"quoted\" 'twice' \\ back/slash; DROP TABLE message;--",
    "\t  white space all around  \u3000",
    "🥧" * 300,
)


@kind("text.styles", 12)
def styles(scene: Scene, chat: Chat) -> None:
    first, second = scene.say(chat), scene.say(chat)
    runs = [
        Run(first, {PART: 0, BOLD: 1}),
        Run(" ", {PART: 0}),
        Run("underlined 🎈", {PART: 0, UNDERLINE: 1, ITALIC: 1}),
        Run(" and ", {PART: 0}),
        Run(second, {PART: 0, STRIKETHROUGH: 1}),
    ]
    text = "".join(run.text for run in runs)
    scene.expect(scene.post(chat, text, body=attributed(runs, mutable=False)), text)


@kind("text.effects", 6)
def effects(scene: Scene, chat: Chat) -> None:
    runs = [Run(f"{name} ", {EFFECT: number, PART: 0}) for name, number in TEXT_EFFECTS.items()]
    text = "".join(run.text for run in runs)
    scene.expect(scene.post(chat, body=attributed(runs)), text)


@kind("text.mention", 12, needs="has_unseen_mention", where="group")
def mention(scene: Scene, chat: Chat) -> None:
    who, said = scene.someone(chat), scene.say(chat)
    runs = [Run("@friend", {MENTION: who.address, PART: 0}), Run(f" {said}", {PART: 0})]
    scene.expect(scene.post(chat, body=attributed(runs), mine=True), f"@friend {said}")


@kind("text.link", 15)
def link(scene: Scene, chat: Chat) -> None:
    address = f"https://www.example.org/recipes/{scene.next_row % 40}?ref=family"
    runs = [
        Run("look at ", {PART: 0}),
        Run(address, {LINK: Url(address), RICH_LINK: 1, PART: 0, DETECTED: detected("HttpURL", address)}),
    ]
    scene.expect(scene.post(chat, f"look at {address}", body=attributed(runs)), f"look at {address}")


@kind("text.one_time_code", 8)
def one_time_code(scene: Scene, chat: Chat) -> None:
    code = f"{int(scene.chance.random() * 10**6):06d}"
    runs = [Run("Your code is ", {PART: 0}), Run(code, {CODE: code, PART: 0})]
    scene.expect(scene.post(chat, body=attributed(runs), mine=False), f"Your code is {code}")


@kind("text.detected", 8)
def detectors(scene: Scene, chat: Chat) -> None:
    money, place = "$16.50", "14 Thistlewood Lane, Marlowe, CA 95014"
    runs = [
        Run("It was ", {PART: 0}),
        Run(money, {"__kIMMoneyAttributeName": detected("PhysicalAmount", money), PART: 0}),
        Run(" at ", {PART: 0}),
        Run(place, {"__kIMAddressAttributeName": detected("FullAddress", place), PART: 0}),
    ]
    scene.expect(scene.post(chat, body=attributed(runs), has_dd_results=1), f"It was {money} at {place}")


@kind("text.long", 3)
def long(scene: Scene, chat: Chat) -> None:
    text = long_text(chat.language, scene.chance.random, 40)
    scene.expect(scene.post(chat, text), text)


@kind("text.very_long", 0.2)
def very_long(scene: Scene, chat: Chat) -> None:
    text = long_text("en", scene.chance.random, 1200)
    scene.expect(scene.post(chat, text), text)


@kind("text.subject", 4, where="SMS")
def subject(scene: Scene, chat: Chat) -> None:
    text = scene.say(chat)
    scene.expect(scene.post(chat, text, subject="Re: the summer house"), text)


@kind("text.translated", 3, needs="date_edited")
def translated(scene: Scene, chat: Chat) -> None:
    """The original is what was said; the translation lies beside it."""
    text = "See you in the garden tomorrow!"
    scene.expect(scene.post(chat, text, mine=False, message_summary_info=_translation()), text)


@kind("reply", 60, rows=2, needs="thread_originator_guid")
def reply(scene: Scene, chat: Chat) -> None:
    to, text = scene.target(chat), scene.say(chat)
    posted = scene.post(
        chat,
        text,
        reply_to_guid=to.guid,
        thread_originator_guid=to.guid,
        thread_originator_part=f"0:0:{units(to.text)}",
    )
    scene.expect(posted, text, reply_to=to.guid)


@cache
def _translation() -> bytes:
    words = keyed.Instance(
        ("NSAttributedString", "NSObject"), {"NSString": "Bis morgen im Garten!", "NSAttributes": {}}
    )
    translation = {0: [{"translatedText": words, "translationLanguage": "de_DE", "sourceLanguage": "en_US"}]}
    return keyed.summary({"amc": 0, "ust": True, "tmp": keyed.archive(translation)})


def _expressive(prefix: str, name: str, suffix: str, scene: Scene, chat: Chat) -> None:
    text = scene.say(chat)
    style = f"{prefix}{name}{suffix}"
    posted = scene.post(chat, text, expressive_send_style_id=style, time_expressive_send_played=0)
    scene.expect(posted, text, tells=name.lower())


def _odd(text: str, scene: Scene, chat: Chat) -> None:
    scene.expect(scene.post(chat, text), text)


for _name in SCREEN_EFFECTS:
    _act = partial(_expressive, "com.apple.messages.effect.CK", _name, "Effect")
    kind(f"effect.{_name}", 0.8, needs="expressive_send_style_id")(_act)
for _name in BUBBLE_EFFECTS:
    _act = partial(_expressive, "com.apple.MobileSMS.expressivesend.", _name, "")
    kind(f"effect.{_name}", 1.5, needs="expressive_send_style_id")(_act)
for _number, _text in enumerate(ODD_TEXTS):
    kind(f"text.odd_{_number}", 0.5)(partial(_odd, _text))


@cache
def detected(sort: str, matched: str) -> bytes:
    """What a data detector leaves: the sort of thing found and the words it matched."""
    reach = {"NS.rangeval.length": units(matched), "NS.rangeval.location": 0, "NS.special": 4}
    fields = {"T": sort, "MS": matched, "V": matched, "SR": [], "AR": keyed.Instance(("NSValue", "NSObject"), reach)}
    result = keyed.Instance(("DDScannerResult", "NSObject"), {**fields, "P": 1, "VN": 1})
    return keyed.archive({"version": 1, "dd-result": result})


KINDS = kind.kinds
