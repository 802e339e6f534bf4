"""What a link preview shows: a page, a song, an app, a shared document or a place."""

from typing import Any, Final

from owntexts.sources.apple_messages.wording import one_line, phrases

MUSIC: Final = "LPiTunesMediaSongMetadata"
SOFTWARE: Final = "LPiTunesMediaSoftwareMetadata"
MEDIA_NAMES: Final = ("LPiTunesMedia", "LPAppleMusic")


def summary(told: dict[str, Any], body: str) -> str:
    """`told` is the unarchived payload, `body` the message's text, which is the link itself."""
    metadata = told.get("richLinkMetadata") or told.get("metadata")
    if not isinstance(metadata, dict):
        return f"Link: {one_line(body)}" if body else "Link"
    url = _text(metadata, "URL") or _text(metadata, "originalURL") or one_line(body)
    return _special(metadata, url) or _page(metadata, url)


def _special(metadata: dict[str, Any], url: str) -> str | None:
    if isinstance(metadata.get("collaborationMetadata"), dict):
        return _document(metadata, metadata["collaborationMetadata"], url)
    place = metadata.get("specialization2")
    if isinstance(place, dict) and ("address" in place or "addressComponents" in place):
        return "Place: " + phrases((_text(place, "name"), _address(place), url))
    special = metadata.get("specialization")
    if not isinstance(special, dict):
        return None
    return _specialized(str(special.get("$class")), special, metadata, url)


def _specialized(kind: str, special: dict[str, Any], metadata: dict[str, Any], url: str) -> str | None:
    if kind == MUSIC:
        lyrics = f"“{_text(special, 'lyrics')}”" if _text(special, "lyrics") else ""
        return "Music: " + phrases((_text(special, "name"), _text(special, "artist"), _text(special, "album"), lyrics))
    if kind == SOFTWARE:
        return "App: " + phrases((_text(special, "name"), _text(special, "subtitle"), _text(special, "genre"), url))
    if kind == "LPSharedObjectMetadata":
        return _document(metadata, special, url)
    if kind.startswith(MEDIA_NAMES):
        return "Media: " + phrases((_text(special, "name"), _text(special, "artist"), _text(metadata, "title"), url))
    return None


def _document(metadata: dict[str, Any], shared: dict[str, Any], url: str) -> str:
    special = metadata.get("specialization")
    inner = special if isinstance(special, dict) else {}
    title = _text(shared, "title") or _text(inner, "title") or _text(metadata, "title")
    app = _text(inner, "application") or _text(shared, "application")
    return "Shared document: " + phrases((title, app, url))


def _page(metadata: dict[str, Any], url: str) -> str:
    return "Link: " + phrases((_text(metadata, "title"), url)) if url or metadata.get("title") else "Link"


def _address(place: dict[str, Any]) -> str:
    address = place.get("address")
    if isinstance(address, str):
        return one_line(address)
    parts = place.get("addressComponents")
    if not isinstance(parts, dict):
        return ""
    names = ("_street", "_city", "_state", "_postalCode", "_country")
    return ", ".join(filter(None, (_text(parts, name) for name in names)))


def _text(told: dict[str, Any], key: str) -> str:
    value = told.get(key)
    return one_line(value) if isinstance(value, str) else ""
