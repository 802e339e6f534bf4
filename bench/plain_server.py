"""The floors of `blobs`: a bare application, served as a hub is served, that moves plain bytes.

`python -m bench.plain_server FOLDER [durable]` prints its address. A PUT writes the body to a file as it comes; a GET
reads the file and sends it in one piece. There is no account, no check, no digest and no database. Nothing is synced
but where it is to be `durable`: then a PUT is answered once the file and its folder are on the disk.
"""

import os
import sys
from pathlib import Path

import uvicorn
from anyio import to_thread
from starlette.types import Receive, Scope, Send

from owntexts.hub.backends.folder import sync_folder
from owntexts.hub.lines import line
from owntexts.hub.server import uvicorn_config


class PlainServer:
    """An application over one folder."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self._folder = folder
        self._durable = durable

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = self._folder / scope["path"].rpartition("/")[2]
        if scope["method"] == "PUT":
            await self._take_in(path, receive)
            await _answer(send, 201, b"")
        else:
            await _answer(send, 200, path.read_bytes())

    async def _take_in(self, path: Path, receive: Receive) -> None:
        draft = path.with_suffix(".draft")
        with draft.open("wb", buffering=0) as file:
            more = True
            while more:
                message = await receive()
                file.write(message.get("body", b""))
                more = message.get("more_body", False)
            if self._durable:
                await to_thread.run_sync(os.fsync, file.fileno())
        draft.rename(path)
        if self._durable:
            await to_thread.run_sync(sync_folder, path.parent)


async def _answer(send: Send, status: int, body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [length]})
    await send({"type": "http.response.body", "body": body})


def main() -> None:
    taken = line("127.0.0.1", 0)
    print(f"http://127.0.0.1:{taken.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn_config(PlainServer(Path(sys.argv[1]), durable="durable" in sys.argv[2:]))).run([taken])


if __name__ == "__main__":
    main()
