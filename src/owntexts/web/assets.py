"""Scripts, styles and pictures of the pages: their addresses carry a digest, so a browser may keep them for ever."""

from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER: Final = Path(__file__).parent / "static"
DIGITS: Final = 12
FOREVER: Final = "private, max-age=31536000, immutable"
ASK_AGAIN: Final = "private, no-cache"


class Assets(StaticFiles):
    """The folder `static`."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)
        self._digests: dict[str, str] = {}

    def url(self, path: str) -> str:
        """'/static/css/frame.css?v=…'."""
        if path not in self._digests:
            self._digests[path] = sha256((FOLDER / path).read_bytes()).hexdigest()[:DIGITS]
        return f"/static/{path}?v={self._digests[path]}"

    def file_response(self, full_path: Any, stat_result: Any, scope: Scope, status_code: int = 200) -> Response:
        answer = super().file_response(full_path, stat_result, scope, status_code)
        named = scope.get("query_string", b"").startswith(b"v=")
        answer.headers["cache-control"] = FOREVER if named else ASK_AGAIN
        return answer
