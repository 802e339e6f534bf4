"""The hub as an ASGI application."""

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from owntexts.hub.app.bodies import Body, answered, refused
from owntexts.hub.app.gate import Gate, Surroundings
from owntexts.hub.app.nudge_stream import NudgeStream
from owntexts.hub.app.openapi import DOCUMENT, NUDGES
from owntexts.hub.app.operations import Answer, Asked, Door, Operation
from owntexts.hub.app.table import OPERATIONS
from owntexts.hub.app.transfers import FileResponse, Run, Transfers, Value, take_in
from owntexts.hub.app.versions import HEADER, check_version
from owntexts.hub.ports import StorageFailed, StorageFull
from owntexts.hub.service.callers import Caller, Member
from owntexts.hub.service.refusals import Refused, busy, disk_full, failed
from owntexts.hub.service.services import Services

WORKERS: Final = 8
CARRIERS: Final = 4
"""Threads that read and write blobs, so that those who do all else never wait for them."""
_log = logging.getLogger("owntexts.hub")

Endpoint = Callable[[Request], Awaitable[Response]]


class HubApp:
    """The whole HTTP interface of a hub; call `end_streams` before the server waits for open connections."""

    def __init__(self, services: Services, surroundings: Surroundings) -> None:
        self._services = services
        self._gate = Gate(services, surroundings)
        self._work = _in_threads(WORKERS)
        self._carry = _in_threads(CARRIERS)
        self._transfers = Transfers()
        self._app = Starlette(routes=self._routes(), exception_handlers={HTTPException: _refused_by_the_router})
        self._app.router.redirect_slashes = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == NUDGES:
            await self._app(scope, receive, send)
            return
        try:
            with self._gate.entered():
                await self._app(scope, receive, send)
        except Refused as refusal:
            await refused(refusal)(scope, receive, send)

    def end_streams(self) -> None:
        """Let every listening device go."""
        self._services.nudges.let_all_go()

    def _routes(self) -> list[Route]:
        paths: dict[str, dict[str, Endpoint]] = {NUDGES: {"GET": self._nudges}, "/openapi.json": {"GET": _describe}}
        for operation in OPERATIONS:
            paths.setdefault(operation.path, {})[operation.method] = self._answers(operation)
        return [_route(path, self._guarded(path, endpoints)) for path, endpoints in paths.items()]

    def _guarded(self, path: str, endpoints: Mapping[str, Endpoint]) -> Endpoint:
        async def guarded(request: Request) -> Response:
            began = time.perf_counter()
            response = await self._answer(request, endpoints)
            took_ms = (time.perf_counter() - began) * 1000
            _log.info("%s %s %d %.1f ms", request.method, path, response.status_code, took_ms)
            return response

        return guarded

    async def _answer(self, request: Request, endpoints: Mapping[str, Endpoint]) -> Response:
        try:
            self._gate.check_host(request)
            return await _for_method(request, endpoints)(request)
        except Refused as refusal:
            return refused(refusal)
        except StorageFull:
            _log.warning("the disk is full")
            return refused(disk_full())
        except StorageFailed as error:
            _log.warning("the storage failed: %s", error)
            return refused(busy("The hub's storage did not do its work."))
        except HTTPException:
            raise
        except Exception:  # noqa: BLE001 - every fault is told in the one form, never as a traceback over the wire
            _log.exception("a fault of the hub")
            return refused(failed())

    def _answers(self, operation: Operation) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            asked = await self._asked(request, operation)
            if operation.streams:
                return answered(operation.answer, await self._taken_in(request, operation, asked))
            if operation.answer is Answer.FILE:
                return await self._given_out(operation, asked)
            value = await self._work(operation.run, asked)
            return answered(operation.answer, value)

        return endpoint

    async def _taken_in(self, request: Request, operation: Operation, asked: Asked) -> bool:
        self._transfers.enter(asked.member.account)
        try:
            return await take_in(request, operation.takes_bytes, lambda: operation.run(asked), self._carry)
        finally:
            self._transfers.leave(asked.member.account)

    async def _given_out(self, operation: Operation, asked: Asked) -> Response:
        account = asked.member.account
        self._transfers.enter(account)
        try:
            file, size = await self._carry(operation.run, asked)
        except BaseException:
            self._transfers.leave(account)
            raise
        return FileResponse(file, size, self._carry, lambda: self._transfers.leave(account))

    async def _asked(self, request: Request, operation: Operation) -> Asked:
        caller = await self._caller(request, operation.door)
        if operation.versioned:
            check_version(request.headers.get(HEADER))
        return Asked(
            services=self._services,
            caller=caller,
            address=self._gate.address(request),
            at_home=self._gate.is_at_home(request),
            path=request.path_params,
            query=request.query_params,
            headers=request.headers,
            body=b"" if operation.streams else await Body(request, operation.takes_bytes).all(),
        )

    async def _caller(self, request: Request, door: Door) -> Caller | None:
        if door is Door.OPEN:
            return None
        authorization = request.headers.get("authorization", "")
        return await self._work(self._gate.caller, authorization, door)

    async def _nudges(self, request: Request) -> Response:
        caller = await self._caller(request, Door.MEMBERS)
        check_version(request.headers.get(HEADER))
        if not isinstance(caller, Member):
            raise TypeError("the gate lets only members in here")
        stream = NudgeStream(self._services.nudges, caller)
        try:
            head = await self._work(self._services.log.head, caller)
        except BaseException:
            stream.forget()
            raise
        return stream.response(head.position.token)


def _in_threads(number: int) -> Run:
    limiter = CapacityLimiter(number)

    def run(work: Callable[..., Value], *given: object) -> Awaitable[Value]:
        return to_thread.run_sync(work, *given, limiter=limiter)

    return run


async def _describe(_request: Request) -> Response:
    return Response(DOCUMENT, media_type="application/json")


def _for_method(request: Request, endpoints: Mapping[str, Endpoint]) -> Endpoint:
    try:
        return endpoints[request.method]
    except KeyError:
        raise HTTPException(405, headers={"allow": ", ".join(sorted(endpoints))}) from None


def _route(path: str, endpoint: Endpoint) -> Route:
    route = Route(path, endpoint)
    route.methods = None
    return route


async def _refused_by_the_router(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    words = {
        404: ("not_found", "There is no such thing here"),
        405: ("method_not_allowed", "This cannot be asked here"),
    }
    code, title = words.get(error.status_code, ("malformed", error.detail))
    response = refused(Refused(error.status_code, code, title))
    response.headers.update(error.headers or {})
    return response
