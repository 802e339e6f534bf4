"""What browsers do not show or play, as they do: pictures as JPEG and as large as a screen, voice as AAC in MP4.

Made when it is asked for, and kept on no disk.
"""

from contextlib import closing, suppress
from typing import Final, Self

from owntexts.agent.attachments import not_to_be_had, shelves_of
from owntexts.agent.holding import UNREADABLE
from owntexts.agent.home import Home, now_ms
from owntexts.agent.previewing import open_file
from owntexts.agent.uploading import Unusable
from owntexts.errors import NotFound
from owntexts.previews.answers import Answer, Heard, Large, NotPreviewed, Why
from owntexts.previews.limits import PICTURE_FILE, Bounds
from owntexts.previews.making import Previews
from owntexts.replica import cached, files
from owntexts.replica.files import File

BOUNDS: Final = Bounds(large=True)
REMEMBERED: Final = 4
"""Whoever leafs through photos goes back to the last ones."""


class Enlarging:
    """One home's pictures and voice, and a decoder that waits for nobody's previews; it starts with the first."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._previews = Previews(BOUNDS)
        self._last: dict[tuple[bytes, bytes | None], Large | Heard] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the decoder."""
        self._previews.close()

    def picture(self, said: str) -> bytes:
        """An attachment as JPEG. Raises NotFound where it is not here, or shows nothing."""
        return self._made(said, Large)

    def sound(self, said: str) -> bytes:
        """An attachment as AAC in MP4. Raises NotFound where it is not here, or is not heard."""
        return self._made(said, Heard)

    def _made(self, said: str, form: type[Large | Heard]) -> bytes:
        wanted = files.file(self._home.replica, said)
        if wanted.content is not None:
            cached.used(self._home.replica, wanted.content, now_ms())
        key = wanted.id, wanted.content
        answer = self._last.pop(key, None) or self._shown(wanted)
        self._last = dict([*self._last.items(), (key, answer)][-REMEMBERED:])
        if not isinstance(answer, form):
            raise NotFound("It cannot be shown", "Why: it is something else than it is called.")
        return answer.data

    def _shown(self, wanted: File) -> Large | Heard:
        match self._decoded(wanted):
            case Large() | Heard() as answer:
                return answer
            case NotPreviewed(why):
                raise NotFound("It cannot be shown", f"Why: {why.words}.")
        raise not_to_be_had(wanted)

    def _decoded(self, wanted: File) -> Answer | None:
        if (wanted.size or 0) > PICTURE_FILE:
            return NotPreviewed(Why.SIZE)
        with closing(shelves_of(self._home).streams(wanted.id, wanted.content, wanted.size)) as streams:
            for stream in streams:
                with suppress(Unusable, *UNREADABLE), open_file(stream) as (descriptor, _, _):
                    return self._previews.make(descriptor)
        return None
