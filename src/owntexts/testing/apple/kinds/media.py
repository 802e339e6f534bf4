"""Attachments: photos, videos, documents, audio messages, stickers; present, only in iCloud, missing."""

from functools import cache, partial

from owntexts.testing.apple.kinds.kind import Collector
from owntexts.testing.apple.people import Chat
from owntexts.testing.apple.scene import File, Scene
from owntexts.testing.apple.typedstream import (
    DIRECTION,
    EMOJI_IMAGE,
    FILE,
    FILE_NAME,
    HEIGHT,
    OBJECT,
    PART,
    TRANSCRIPT,
    WIDTH,
    Attribute,
    Run,
    attributed,
)

kind = Collector()

PHOTO = File("IMG_0001.JPG", "image/jpeg", "public.jpeg", 2_431_000)
FILES = {
    "photo.heic": (60, File("IMG_4711.HEIC", "image/heic", "public.heic", 1_820_000)),
    "photo.png": (20, File("Screenshot 2026-03-01 at 09.41.07.png", "image/png", "public.png", 640_000)),
    "photo.same_name": (30, File("image000000.jpg", "image/jpeg", "public.jpeg", 310_000)),
    "photo.icloud": (60, File("IMG_2040.HEIC", "image/heic", "public.heic", 2_010_000, "only_in_icloud")),
    "photo.missing": (6, File("IMG_0815.JPG", "image/jpeg", "public.jpeg", 900_000, "missing")),
    "photo.unknown_size": (4, File("scan.jpg", "image/jpeg", "public.jpeg", -1)),
    "photo.sensitive": (1, File("x.heic", "image/heic", "public.heic", 5, extra=(("is_commsafety_sensitive", 1),))),
    "video": (30, File("IMG_0042.MOV", "video/quicktime", "com.apple.quicktime-movie", 48_000_000)),
    "video.large": (1, File("regatta.mp4", "video/mp4", "public.mpeg-4", 3_900_000_000)),
    "document": (12, File("Invitation – Sunday roast.pdf", "application/pdf", "com.adobe.pdf", 88_000)),
    "contact": (3, File("Wendeline Applegarth.vcf", "text/vcard", "public.vcard", 1_200)),
    "location": (3, File("CL.loc.vcf", "text/x-vlocation", "public.vlocation", 420)),
    "no_type": (2, File("wallet.pkpass", "", "", 7_300)),
}
STICKER = File("sticker.heic", "image/heic", "public.heic", 48_081, extra=(("is_sticker", 1),))


def _file(file: File, scene: Scene, chat: Chat) -> None:
    """A bubble that is one file."""
    mine = scene.chance.random() < 0.5
    transfer = scene.attach(scene.next_row, file, mine=mine)
    body = _body_template(file).replace(_ANY_GUID, transfer.encode())
    posted = scene.post(chat, OBJECT, body=body, mine=mine, cache_has_attachments=1)
    scene.expect(posted, None, tells=file.name)


@cache
def _body_template(file: File) -> bytes:
    """The body of a bubble that is one file, with any guid in it: writing it once is what makes big stores quick."""
    return attributed([_bubble(_ANY_GUID.decode(), 0, file)])


_ANY_GUID = b"00000000-0000-0000-0000-000000000000"

for _name, (_weight, _what) in FILES.items():
    kind(_name, _weight)(partial(_file, _what))


@kind("photo", 150)
def photo(scene: Scene, chat: Chat) -> None:
    _file(PHOTO, scene, chat)


@kind("photo.with_text", 30)
def photo_with_text(scene: Scene, chat: Chat) -> None:
    """Three parts: words, a photo, words."""
    before, after = scene.say(chat), scene.say(chat)
    transfer = scene.attach(scene.next_row, PHOTO, mine=True)
    runs = [Run(before, {PART: 0}), _bubble(transfer, 1, PHOTO), Run(after, {PART: 2})]
    text = f"{before}{OBJECT}{after}"
    posted = scene.post(chat, text, body=attributed(runs), mine=True, cache_has_attachments=1, part_count=3)
    scene.expect(posted, f"{before}\n{after}", tells=PHOTO.name)


@kind("photo.album", 1)
def album(scene: Scene, chat: Chat) -> None:
    """Nineteen photos in one message."""
    transfers = [scene.attach(scene.next_row, PHOTO, mine=False) for _ in range(19)]
    runs = [_bubble(transfer, part, PHOTO) for part, transfer in enumerate(transfers)]
    posted = scene.post(chat, OBJECT * 19, body=attributed(runs, mutable=False), mine=False, cache_has_attachments=1)
    scene.expect(posted, None, tells=PHOTO.name)


@kind("photo.only_in_join", 4)
def only_in_join(scene: Scene, chat: Chat) -> None:
    """The body does not name the file; only the join table does."""
    scene.attach(scene.next_row, PHOTO, mine=False)
    scene.expect(scene.post(chat, OBJECT, mine=False, cache_has_attachments=1), None, tells=PHOTO.name)


@kind("photo.only_in_body", 4)
def only_in_body(scene: Scene, chat: Chat) -> None:
    """The join table does not know the file; only the body does."""
    transfer = scene.attach(scene.next_row, PHOTO, mine=False, joined=False)
    posted = scene.post(chat, None, body=attributed([_bubble(transfer, 0, PHOTO)]), mine=False)
    scene.expect(posted, None, tells=PHOTO.name)


@kind("mms", 25, where="SMS")
def mms(scene: Scene, chat: Chat) -> None:
    """A picture that came as SMS; an old telephone's words beside it, and no attributed body."""
    text = scene.say(chat)
    scene.attach(scene.next_row, PHOTO, mine=False, transfer=f"at_0_{scene.next_row:08d}-MMS")
    posted = scene.post(chat, f"{OBJECT}{text}", body=b"", mine=False, attributedBody=None, cache_has_attachments=1)
    scene.expect(posted, text, tells=PHOTO.name)


@kind("audio", 25)
def audio(scene: Scene, chat: Chat) -> None:
    """An audio message with what was heard in it."""
    file = File("Audio Message.caf", "audio/x-caf", "com.apple.coreaudio-format", 61_000)
    heard = "Hi, it is me, I will be at the ferry landing in ten minutes"
    transfer = scene.attach(scene.next_row, file, mine=False)
    body = attributed([_bubble(transfer, 0, file, {TRANSCRIPT: heard})], mutable=False)
    posted = scene.post(chat, OBJECT, body=body, mine=False, is_audio_message=1, is_played=1, cache_has_attachments=1)
    scene.expect(posted, None, tells=heard)


@kind("sticker", 10, needs="associated_message_guid")
def sticker(scene: Scene, chat: Chat) -> None:
    """A sticker sent as a message of its own."""
    transfer = scene.attach(scene.next_row, STICKER, mine=False)
    posted = scene.post(chat, OBJECT, body=attributed([_bubble(transfer, 0, STICKER)], mutable=False), mine=False)
    scene.expect(posted, None, tells=STICKER.name)


@kind("genmoji", 5, needs="date_edited")
def genmoji(scene: Scene, chat: Chat) -> None:
    """A made-up emoji inside a sentence."""
    made = File("emoji.heic", "image/heic", "public.heic", 22_000, extra=_GENMOJI)
    transfer = scene.attach(scene.next_row, made, mine=True)
    runs = [Run("Me today: ", {PART: 0}), Run(OBJECT, {PART: 0, FILE: transfer, EMOJI_IMAGE: 1})]
    scene.expect(scene.post(chat, body=attributed(runs), mine=True), "Me today: ", tells=made.name)


_GENMOJI = (("is_sticker", 1), ("emoji_image_short_description", "a walrus in rubber boots"))


def _bubble(transfer: str, part: int, file: File, more: dict[str, Attribute] | None = None) -> Run:
    size: dict[str, Attribute] = {WIDTH: 952.0, HEIGHT: 1139.0} if file.mime.startswith("image") else {}
    name = {FILE: transfer, FILE_NAME: file.name}
    return Run(OBJECT, {**name, **size, DIRECTION: -1, PART: part, **(more or {})})


KINDS = kind.kinds
