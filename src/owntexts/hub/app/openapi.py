"""The OpenAPI document, made from the table of operations and the types of the protocol."""

from typing import Any, Final, get_args, get_type_hints

import msgspec

from owntexts.hub.app.bodies import ErrorBody
from owntexts.hub.app.nudge_stream import EVENT_STREAM
from owntexts.hub.app.operations import Answer, Door, Operation
from owntexts.hub.app.table import OPERATIONS
from owntexts.hub.app.versions import HEADER, PATTERN

NUDGES: Final = "/v1/nudges"
OCTETS: Final = "application/octet-stream"
JSON: Final = "application/json"
ALWAYS: Final = (400, 421, 500, 503)

Json = dict[str, Any]


def _document() -> Json:
    schemas, components = _schemas()
    paths: Json = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    paths[NUDGES] = {"get": _nudges()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Owntexts hub",
            "version": "1",
            "description": "Orders and keeps sealed bytes. Byte strings in JSON are base64, in addresses hex.",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": {"Refused": _refused()},
            "securitySchemes": {
                "device": {"type": "http", "scheme": "bearer", "description": "A device's token, 32 bytes in hex."},
                "ticket": {"type": "http", "scheme": "bearer", "description": "The ticket of a sign-in."},
            },
        },
    }


def _schemas() -> tuple[dict[Any, Json], Json]:
    """The schema of each type that the table names, and of everything those refer to."""
    kinds = [kind for each in OPERATIONS for kind in (each.gives, each.takes) if kind not in (None, bytes)]
    kinds.append(ErrorBody)
    schemas, components = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    return dict(zip(map(repr, kinds), schemas, strict=True)), components


def _operation(operation: Operation, schemas: dict[Any, Json]) -> Json:
    described: Json = {
        "operationId": operation.name,
        "summary": operation.summary,
        "security": _security(operation.door),
        "parameters": _parameters(operation),
        "responses": {**_success(operation, schemas), **_refusals(_statuses(operation))},
    }
    if operation.takes is not None:
        described["requestBody"] = {"required": True, "content": _content(operation.takes, schemas)}
    return described


def _statuses(operation: Operation) -> set[int]:
    at_the_door = set() if operation.door is Door.OPEN else {401, 507}
    of_body = {413} if operation.takes is not None else set()
    of_body |= {411} if operation.streams else set()
    of_version = {426} if operation.versioned else set()
    return {*ALWAYS, *operation.refusals, *at_the_door, *of_body, *of_version}


def _success(operation: Operation, schemas: dict[Any, Json]) -> Json:
    if operation.answer is Answer.NOTHING:
        return {"204": {"description": "Done."}}
    if operation.answer is Answer.STORED:
        return {"201": {"description": "Stored."}, "200": {"description": "It was there already."}}
    octets = operation.answer in {Answer.MSGPACK, Answer.FILE}
    content = {OCTETS: {}} if octets else _content(operation.gives, schemas)
    return {"200": {"description": "Done.", "content": content}}


def _content(kind: Any, schemas: dict[Any, Json]) -> Json:
    return {OCTETS: {}} if kind is bytes else {JSON: {"schema": schemas[repr(kind)]}}


def _parameters(operation: Operation) -> list[Json]:
    parameters = [_version()] if operation.versioned else []
    for place, kind in (
        ("query", operation.query),
        ("header", operation.headers),
        ("path", operation.place),
    ):
        parameters += _fields(kind, place) if kind else []
    return parameters


def _fields(kind: type[msgspec.Struct], place: str) -> list[Json]:
    hints = get_type_hints(kind, include_extras=True)
    return [
        {
            "name": each.encode_name,
            "in": place,
            "required": each.required or place == "path",
            "schema": msgspec.json.schema(_without_none(hints[each.name])),
        }
        for each in msgspec.structs.fields(kind)
    ]


def _without_none(hint: Any) -> Any:
    return next((arm for arm in get_args(hint) if get_args(arm)), hint) if type(None) in get_args(hint) else hint


def _version() -> Json:
    schema = {"type": "string", "pattern": PATTERN, "examples": ["0.1.0"]}
    return {"name": HEADER, "in": "header", "required": True, "schema": schema}


def _nudges() -> Json:
    return {
        "operationId": "nudges",
        "summary": 'Server-sent events `data: {"token": N}`: the present token, then one after each commit.',
        "security": _security(Door.MEMBERS),
        "parameters": [_version()],
        "responses": {
            "200": {"description": "A stream without end.", "content": {EVENT_STREAM: {"schema": {"type": "string"}}}},
            **_refusals({*ALWAYS, 401, 426, 429, 507}),
        },
    }


def _security(door: Door) -> list[Json]:
    return {Door.OPEN: [], Door.MEMBERS: [{"device": []}], Door.VISITORS: [{"device": []}, {"ticket": []}]}[door]


def _refusals(statuses: set[int]) -> Json:
    return {str(status): {"$ref": "#/components/responses/Refused"} for status in sorted(statuses)}


def _refused() -> Json:
    schema = {"$ref": "#/components/schemas/ErrorBody"}
    return {
        "description": "The request was not carried out; nothing of it was stored.",
        "content": {JSON: {"schema": schema}},
    }


DOCUMENT: Final = msgspec.json.encode(_document())
