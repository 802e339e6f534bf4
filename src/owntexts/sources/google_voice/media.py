"""The files that pages name, found among those that lie there: without their ending, cut, or numbered anew."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from owntexts.sources.google_voice.page import Attached
from owntexts.sources.google_voice.takeout import PAGE
from owntexts.sources.telephony.rows import PartRow

CUT_AT: Final = 50
MIMES: Final = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".mp4": "video/mp4",
    ".3gp": "video/3gpp",
    ".mp3": "audio/mpeg",
    ".amr": "audio/amr",
    ".vcf": "text/vcard",
}
GUESSES: Final = {"image": "image/jpeg", "video": "video/mp4", "audio": "audio/mpeg", "card": "text/vcard"}


class Media:
    """Files by name, with their sizes."""

    def __init__(self, sizes: Mapping[str, int]) -> None:
        self._sizes = sizes
        self._by_stem: dict[str, list[str]] = {}
        for name in sizes:
            if not name.lower().endswith(PAGE):
                self._by_stem.setdefault(_stem(name), []).append(name)
        self._cut: dict[str, list[str]] = {}
        for stem, names in self._by_stem.items():
            self._cut.setdefault(stem[:CUT_AT], []).extend(names)

    def part(self, file: Attached, place: int, transcript: str | None = None) -> PartRow:
        """The part that a file is, the `place`th of its message; missing where none is certainly meant."""
        name = self._found(PurePosixPath(file.name.replace("\\", "/")).name)
        return PartRow(
            mime=MIMES.get(PurePosixPath(name or file.name).suffix.lower(), GUESSES[file.sort]),
            location=name or file.name,
            sequence=place,
            size=self._sizes[name] if name else None,
            place=f"{name}/{self._sizes[name]}" if name else None,
            transcript=transcript,
        )

    def _found(self, told: str) -> str | None:
        if told in self._sizes:
            return told
        candidates = self._by_stem.get(told) or (self._cut.get(told, []) if len(told) >= CUT_AT else [])
        return candidates[0] if len(candidates) == 1 else None


def _stem(name: str) -> str:
    return PurePosixPath(name).stem
