"""What people write in the corpora: believable texts in several languages, put together from our own word lists.

The parts are expanded once per language; a text is then a few picks, so a million of them take seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import product

_PLACES = {
    "en": "the boathouse|Marlowe Street|the observatory|Whitcombe Park|the greenhouse|Thistlewood Farm|"
    "the ferry landing|the old lighthouse|Pemberton Hall|the harbour cafe",
    "de": "am Gendarmenweg|im Schrebergarten|bei Waldkirchen|in der Seilerstube|am Schwanensee|in Himmelpforten",
    "es": "la biblioteca|la plaza Olivares|el mirador|Villafranqueza|la heladería|el embarcadero",
    "ja": "図書館|動物園|公園の入口|商店街|温泉旅館|水族館",
    "zh": "图书馆|火车站|游泳池|植物园|老街茶馆|电影院",
    "ar": "المكتبة|الحديقة|المحطة القديمة|بيت جدتي|السوق|المقهى",
    "ru": "на вокзале|в библиотеке|у фонтана|на даче|в оранжерее",
}
_THINGS = {
    "en": "the blueberry muffins|your umbrella|grandma's casserole|the binoculars|a watermelon|the telescope|"
    "the rhubarb crumble|the jigsaw puzzle|your raincoat|the sleeping bags",
    "de": "den Kartoffelsalat|die Regenjacke|das Vogelhäuschen|die Pflaumenmarmelade|den Schlafsack|die Spieluhr",
    "es": "la empanada|el paraguas|las castañuelas|la mermelada|el rompecabezas|las linternas",
    "ja": "お弁当|傘|抹茶ケーキ|双眼鏡|写真集|折り紙",
    "zh": "雨伞|月饼|望远镜|生日蛋糕|拼图|相册",
    "ar": "المظلة|الكعكة|الكتاب الأزرق|المفاتيح|صندوق التمر",
    "ru": "зонтик|варенье|пирог с вишней|бинокль|фотоальбом",
}
_WHEN = {
    "en": "on Tuesday|after rehearsal|at half past six|this weekend|before breakfast|tonight|on the 14th|by lunchtime",
    "de": "am Dienstag|nach der Chorprobe|um halb sieben|übermorgen|heute Abend|vor dem Frühstück",
    "es": "el martes|después del ensayo|a las seis y media|este fin de semana|esta noche|pasado mañana",
    "ja": "火曜日に|六時半に|今週末|今夜|明後日|朝ごはんの前に",
    "zh": "星期二|六点半|这个周末|今天晚上|后天|早饭以前",
    "ar": "يوم الثلاثاء|مساء اليوم|في نهاية الأسبوع|بعد الغداء|غدا صباحا",
    "ru": "во вторник|после репетиции|в половине седьмого|в выходные|послезавтра",
}
_CLAUSES = {
    "en": "are we still meeting at {place} {when}?|could you bring {thing} {when}|I left {thing} at {place}|"
    "nobody told me about {place} {when}|I found {thing} behind the bookshelf|we walked all the way to {place}|"
    "please remember {thing}|the neighbours asked about {thing}|let me know about {place}, {when} works for me|"
    "{when} then, at {place}|do you need {thing}?|I'm bringing {thing} {when}",
    "de": "treffen wir uns {when} {place}?|bringst du {thing} mit?|ich habe {thing} vergessen|{when} bin ich {place}|"
    "hast du {thing} gesehen?|wir waren {when} {place}, wunderschön",
    "es": "¿nos vemos en {place} {when}?|trae {thing}, por favor|se me olvidó {thing}|{when} estaré en {place}|"
    "¿has visto {thing}?|fuimos a {place} y llovió",
    "ja": "{when}{place}で会いましょう|{thing}を持ってきてくれる?|{place}に{thing}を忘れました|"
    "{thing}ありがとう|{when}は大丈夫?",
    "zh": "{when}在{place}见面吧|你能带{thing}吗?|我把{thing}忘在{place}了|{thing}真好看|{when}有空吗?",
    "ar": "نلتقي في {place} {when}؟|أحضر {thing} من فضلك|نسيت {thing} في {place}|شكرا على {thing}|هل أنت متفرغ {when}؟",
    "ru": "встретимся {when} {place}?|захвати {thing}, пожалуйста|я забыла {thing} {place}|{when} буду {place}|"
    "спасибо за {thing}",
}
_OPENERS = {
    "en": "|||Hey, |Quick question: |Oh! |By the way, |Good news, |Sorry, late reply: |Haha, |Honestly, |"
    "Just checking: |😂 ",
    "de": "|||Hallo, |Du, |Ach so, |Übrigens: |Entschuldige, |Kurze Frage: ",
    "es": "|||Oye, |Por cierto, |Perdona, |Jaja, |Una pregunta: ",
    "ja": "|||ねえ、|ところで、|ごめん、|質問です。",
    "zh": "|||对了,|不好意思,|哈哈,|问一下,",
    "ar": "|||مرحبا، |بالمناسبة، |آسف، ",
    "ru": "|||Привет, |Кстати, |Извини, |Ой, ",
}
_ENDINGS = {
    "en": "||||, thanks|!| 😊|, ok?|. Love you| 🙈|, no hurry|. See you soon|...",
    "de": "||||, danke|!| 😊|, ja?|. Bis bald| 🥨",
    "es": "||||, gracias|!| 😊|, ¿vale?|. Un beso| 🌻",
    "ja": "||||。|!|😊|ね|🍵",
    "zh": "||||。|!|😊|哦|🥟",
    "ar": "||||، شكرا|!| 🌙| 😊",
    "ru": "||||, спасибо|!| 😊|. Целую|)))",
}
_SHORT = {
    "en": "ok|yes|Haha|Thanks!|on my way|👍|lol|No|sounds good|❤️|what?|Running late|Call me|😂😂|Good night|"
    "Where are you?|Happy birthday!! 🎂|Home safe|Can't talk now|sure|brb|🙏|perfect|me too|really??|never mind",
    "de": "ja|nein|ok|Danke!|bin gleich da|👍|haha|Gute Nacht|Wo bist du?|❤️|passt|bis gleich|"
    "Alles Gute zum Geburtstag!",
    "es": "sí|no|vale|¡Gracias!|ya voy|👍|jajaja|Buenas noches|¿Dónde estás?|❤️|perfecto",
    "ja": "はい|了解|ありがとう!|今行く|👍|笑|おやすみ|どこ?|❤️|大丈夫|お誕生日おめでとう🎉",
    "zh": "好的|不|谢谢!|在路上|👍|哈哈哈|晚安|你在哪?|❤️|没问题|生日快乐🎂",
    "ar": "نعم|لا|شكرا!|في الطريق|👍|ههههه|تصبح على خير|أين أنت؟|❤️|تمام",
    "ru": "да|нет|спасибо!|еду|👍|хаха|спокойной ночи|где ты?|❤️|хорошо",
}

LANGUAGES = tuple(_SHORT)


@dataclass(frozen=True)
class Phrases:
    """The parts of one language's texts; the first short ones are the most common."""

    short: tuple[str, ...]
    openers: tuple[str, ...]
    clauses: tuple[str, ...]
    endings: tuple[str, ...]


@cache
def phrases(language: str) -> Phrases:
    return Phrases(
        short=_split(_SHORT, language),
        openers=_split(_OPENERS, language),
        clauses=tuple(dict.fromkeys(_expanded(language))),
        endings=_split(_ENDINGS, language),
    )


def talker(language: str, chance: Callable[[], float]) -> Callable[[], str]:
    """A function that gives one more text each time: a third short ones, most often the first; else sentences."""
    spoken = phrases(language)
    short, openers, clauses, endings = spoken.short, spoken.openers, spoken.clauses, spoken.endings
    shorts, opens, middles, ends = len(short), len(openers), len(clauses), len(endings)

    def text() -> str:
        pick = chance()
        if pick < 0.3:
            pick /= 0.3
            return short[int(shorts * pick * pick * pick)]
        said = openers[int(opens * chance())] + clauses[int(middles * chance())] + endings[int(ends * chance())]
        return said if pick < 0.85 else f"{said} {clauses[int(middles * chance())]}"

    return text


def long_text(language: str, chance: Callable[[], float], sentences: int) -> str:
    """Paragraphs of that many sentences."""
    clauses = phrases(language).clauses
    said = [clauses[int(len(clauses) * chance())] + "." for _ in range(sentences)]
    paragraphs = [" ".join(said[start : start + 7]) for start in range(0, sentences, 7)]
    return "\n\n".join(paragraphs)


def telling_words(language: str, shortest: int = 10) -> frozenset[str]:
    """Words of at least that many UTF-8 bytes that texts of this language are made of."""
    lists = (_PLACES, _THINGS, _CLAUSES, _SHORT)
    raw = " ".join(_split(words, language)[place] for words in lists for place in range(len(_split(words, language))))
    words = (word.strip(".,:;!?¿¡؟()") for word in raw.replace("{", " {").replace("}", "} ").split())
    return frozenset(word for word in words if "{" not in word and len(word.encode()) >= shortest)


def _expanded(language: str) -> list[str]:
    slots = (_split(_PLACES, language), _split(_THINGS, language), _split(_WHEN, language))
    return [
        clause.format(place=place, thing=thing, when=when)
        for clause in _split(_CLAUSES, language)
        for place, thing, when in product(*slots)
    ]


def _split(lists: dict[str, str], language: str) -> tuple[str, ...]:
    return tuple(lists[language].split("|"))
