"""A file of a message: its page, its small picture, its own bytes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from owntexts.errors import NotFound, OwntextsError
from owntexts.web import cards, exhibits, lines
from owntexts.web.exhibits import SHOWN
from owntexts.web.forms import Form
from owntexts.web.frame import Frame, Part
from owntexts.web.needs.filing import Fetched, Opened
from owntexts.web.needs.shelf import Shelf
from owntexts.web.ranges import part_of
from owntexts.web.sheet import Outcome

ALONE: Final = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "x-content-type-options": "nosniff",
}
"""Whatever a stranger's file is, it runs nothing and loads nothing."""
PLAYED: Final = ("video/", "audio/")
PHOTOS: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
"""What the photos of people are, by what they begin with."""
OK: Final = 200
ASK_NO_MORE: Final = 286
"""With this answer htmx asks no more."""
UNKNOWN: Final = "application/octet-stream"


@dataclass(frozen=True)
class Made:
    """A sound that was made here, to be sent as a file is."""

    data: bytes
    name: str = "voice.m4a"
    mime: str = "audio/mp4"

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, start: int = 0, count: int | None = None) -> Iterator[bytes]:
        yield self.data[start : None if count is None else start + count]

    def close(self) -> None:
        """There is nothing to close."""


class Files:
    """Photos, videos, voice and all other files."""

    def __init__(self, frame: Frame, shelf: Shelf) -> None:
        self._frame = frame
        self._shelf = shelf

    def routes(self) -> list[Route]:
        place = "/m/{message}/file/{attachment}"
        return [
            Route(place, self.page),
            Route(f"{place}/part", self.part),
            Route(f"{place}/fetch", self.fetch, methods=["POST"]),
            Route("/f/{attachment}/picture", self.picture),
            Route("/f/{attachment}/large", self.large),
            Route("/f/{attachment}/heard", self.heard),
            Route("/f/{attachment}/file", self.file),
            Route("/f/{attachment}/face/{place:int}", self.face),
        ]

    def page(self, request: Request) -> Response:
        """The file by itself, as large as the window."""
        return self._frame.page(request, "file.html", lambda: self._facts(request))

    def part(self, request: Request) -> Response:
        """The same alone, as it is asked for while it is on its way; asking ends with it."""
        facts: dict[str, Any] = {}

        def made() -> Part:
            facts.update(self._facts(request))
            exhibit: Part = facts["exhibit"]
            return exhibit

        answer = self._frame.part(request, made)
        if answer.status_code == OK and not facts["going"]:
            answer.status_code = ASK_NO_MORE
        return answer

    async def fetch(self, request: Request) -> Response:
        """Brings it from the hub; what holds it is told, and can be overridden."""

        def act(form: Form) -> str | Response:
            self._shelf.files.fetch(request.path_params["attachment"], now=form.get("now") == "yes")
            return request.url.path.removesuffix("/fetch")

        return await self._frame.posted(request, act)

    def picture(self, request: Request) -> Response:
        """The small picture."""
        if not self._frame.lets_in(request):
            return self._frame.locked()
        try:
            data = self._shelf.files.picture(request.path_params["attachment"])
        except OwntextsError:
            return Response(status_code=404)
        return Response(data, media_type="image/webp", headers=ALONE)

    def large(self, request: Request) -> Response:
        """The picture as a JPEG that fills a screen; where that cannot be made, the small one."""
        if not self._frame.lets_in(request):
            return self._frame.locked()
        attachment = request.path_params["attachment"]
        try:
            data = self._shelf.files.large_picture(attachment)
        except OwntextsError:
            return RedirectResponse(f"/f/{attachment}/picture", 303)
        return Response(data, media_type="image/jpeg", headers=ALONE)

    def heard(self, request: Request) -> Response:
        """Voice as every browser plays it; where that cannot be made, its own bytes."""
        if not self._frame.lets_in(request):
            return self._frame.locked()
        attachment = request.path_params["attachment"]
        try:
            return _sent(request, Made(self._shelf.files.sound(attachment)))
        except OwntextsError:
            return RedirectResponse(f"/f/{attachment}/file", 303)

    def face(self, request: Request) -> Response:
        """The photo in a contact card."""
        if not self._frame.lets_in(request):
            return self._frame.locked()
        asked = request.path_params
        return photo(
            next((one.photo for one in cards.of(self._shelf.files, asked["attachment"])[asked["place"] :]), None)
        )

    def file(self, request: Request) -> Response:
        """Its own bytes: shown or played where that is all that they can do, else saved."""
        if not self._frame.lets_in(request):
            return self._frame.locked()
        try:
            found = self._shelf.files.opened(request.path_params["attachment"])
        except OwntextsError as error:
            return self._frame.failed(request, error)
        return _sent(request, found)

    def _facts(self, request: Request) -> dict[str, Any]:
        attachment = request.path_params["attachment"]
        message = self._shelf.reading.message(request.path_params["message"])
        fetched = self._shelf.files.fetched(attachment)
        told = exhibits.exhibits(self._shelf.files, [message])
        if attachment not in told:
            raise NotFound("There is no such file", "It may have been purged, or not have arrived yet.")
        names = self._shelf.reading.called(lines.people_in([message]))
        shown = told[attachment]
        said = cards.of(self._shelf.files, attachment) if cards.may_be_one(shown) else ()
        going = fetched is not None and fetched.state == "going"
        facts = {"message": message, "shown": shown, "cards": said, "fetched": fetched, "going": going}
        facts |= _beside(told, attachment)
        exhibit = self._frame.made("exhibit", **facts, held=self._held(fetched), csrf=self._frame.csrf(request))
        return facts | {"names": names, "exhibit": exhibit}

    def _held(self, fetched: Fetched | None) -> Outcome | None:
        """Why it did not come."""
        if fetched is None or fetched.state not in {"held", "failed"}:
            return None
        if fetched.finding:
            return Outcome(f"{fetched.finding.title}. {fetched.finding.explanation}", done=False)
        titles = {finding.code: finding.title for finding in self._shelf.standing.why().findings}
        return Outcome(f"Held by: {', '.join(titles.get(code, code) for code in fetched.held)}.", done=False)


def photo(data: bytes | None) -> Response:
    """Somebody's photo by itself; what is none is not sent."""
    kind = next((kind for begin, kind in PHOTOS.items() if data and data.startswith(begin)), None)
    return Response(data, media_type=kind, headers=ALONE) if kind else Response(status_code=404)


def _beside(told: Mapping[str, Any], attachment: str) -> dict[str, str | None]:
    """The files of the same message before and after this one."""
    ids = list(told)
    place = ids.index(attachment)
    return {
        "before": ids[place - 1] if place else None,
        "after": ids[place + 1] if place + 1 < len(ids) else None,
    }


def _sent(request: Request, found: Opened) -> Response:
    kind = found.mime if found.mime and (found.mime in SHOWN or found.mime.startswith(PLAYED)) else None
    saves = kind is None or "save" in request.query_params
    name = quote(found.name, safe="")
    headers = ALONE | {
        "content-disposition": f"{'attachment' if saves else 'inline'}; filename*=UTF-8''{name}",
        "accept-ranges": "bytes" if found.size is not None else "none",
    }
    try:
        part = part_of(request.headers.get("range"), found.size)
    except ValueError:
        found.close()
        return Response(status_code=416, headers={"content-range": f"bytes */{found.size}"})
    if part is not None:
        start, end = part
        headers |= {"content-range": f"bytes {start}-{end - 1}/{found.size}", "content-length": str(end - start)}
        return StreamingResponse(found.read(start, end - start), 206, headers, kind or UNKNOWN)
    if found.size is not None:
        headers["content-length"] = str(found.size)
    return StreamingResponse(found.read(), 200, headers, kind or UNKNOWN)
