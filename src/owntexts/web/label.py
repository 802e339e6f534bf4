"""The label's own addresses: itself alone, its buttons, and the stream that tells when to look again."""

from collections.abc import Callable, Mapping
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from owntexts.errors import OwntextsError
from owntexts.web import sheet
from owntexts.web.changes import Changes
from owntexts.web.forms import form_of
from owntexts.web.frame import Frame
from owntexts.web.reader import Reader
from owntexts.web.sheet import Outcome

BY_HTMX: Final = "hx-request"


class Label:
    """What the pages ask while they are open. Every button is a form, so that it works without a script too."""

    def __init__(self, frame: Frame, reader: Reader, changes: Changes) -> None:
        self._frame = frame
        self._reader = reader
        self._changes = changes

    def part(self, request: Request) -> Response:
        """The label and its sheet as they are now."""
        if not self._frame.lets_in(request):
            return self._frame.locked()
        label = self._frame.label(request)
        return self._frame.part(request, lambda: label["sheet"], "label.html", outcome=None, **label)

    async def fix(self, request: Request) -> Response:
        """Carry out one fix, and tell how it stands then."""
        return await self._posted(request, self._fixed)

    async def sync(self, request: Request) -> Response:
        """Sync in spite of every soft limit."""
        return await self._posted(request, self._synced)

    def events(self, request: Request) -> Response:
        """Tells the page when to look again."""
        if not self._frame.lets_in(request):
            return self._frame.locked()
        return StreamingResponse(
            self._changes.stream(lambda: self._frame.lets_in(request)), media_type="text/event-stream"
        )

    async def _posted(self, request: Request, press: Callable[[Mapping[str, str]], Outcome]) -> Response:
        form = await form_of(request)
        if not self._frame.lets_post(request, form):
            return self._frame.locked(403)
        return await run_in_threadpool(self._answer, request, press, form)

    def _answer(
        self, request: Request, press: Callable[[Mapping[str, str]], Outcome], form: Mapping[str, str]
    ) -> Response:
        try:
            outcome = press(form)
        except OwntextsError as error:
            outcome = sheet.of_error(error)
        if BY_HTMX not in request.headers:
            return self._frame.page(request, "home.html", dict, outcome)
        return HTMLResponse(self._frame.render("label.html", outcome=outcome, **self._frame.label(request)))

    def _fixed(self, form: Mapping[str, str]) -> Outcome:
        code, name = form.get("code", ""), form.get("fix", "")
        title = self._title_of(code, name)
        return sheet.of_fix(self._reader.fix(code, name), title)

    def _synced(self, _form: Mapping[str, str]) -> Outcome:
        before = self._reader.why()
        return sheet.of_sync(self._reader.sync_now(), before)

    def _title_of(self, code: str, name: str) -> str:
        fixes = (fix for finding in self._reader.why().findings if finding.code == code for fix in finding.fixes)
        return next((fix.title for fix in fixes if fix.id == name), name)
