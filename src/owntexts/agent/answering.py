"""The agent's end of the line: requests on the home's socket, answered while the agent runs."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec

from owntexts.agent.control import Request, socket_path
from owntexts.errors import OwntextsError

LINE_BYTES: Final = 4 << 10

Tell = Callable[[int, int], None]
"""Says (done, total) to whoever asked."""

Answer = Callable[[Request, Tell], Awaitable[object]]


@asynccontextmanager
async def listening(home: Path, answer: Answer) -> AsyncIterator[None]:
    """Answer requests on the home's socket while the block runs."""
    if sys.platform == "win32":
        yield
        return
    path = socket_path(home)
    path.unlink(missing_ok=True)
    mask = os.umask(0o177)
    try:
        server = await asyncio.start_unix_server(_answering(answer), path, limit=LINE_BYTES)
    finally:
        os.umask(mask)
    try:
        yield
    finally:
        server.close()
        path.unlink(missing_ok=True)


def _answering(answer: Answer) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(msgspec.MsgspecError, ValueError, ConnectionError):
                request = msgspec.json.decode(await reader.readline(), type=Request)
                _write(writer, await _said(answer, request, lambda *progress: _write(writer, {"progress": progress})))
                await writer.drain()
        finally:
            writer.close()

    return answered


async def _said(answer: Answer, request: Request, tell: Tell) -> dict[str, object]:
    try:
        return {"done": await answer(request, tell)}
    except OwntextsError as error:
        return {"error": error.finding}


def _write(writer: asyncio.StreamWriter, line: dict[str, object]) -> None:
    writer.write(msgspec.json.encode(line) + b"\n")
