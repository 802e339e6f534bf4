"""What a form of our own pages sends."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

LONGEST: Final = 4 << 10
FIELDS: Final = 64
PICKED: Final = "pick-"
"""With what the names of check boxes begin; the rest is what is picked."""

Form = Mapping[str, str]


def picked(form: Form) -> list[str]:
    """What is ticked in a list."""
    return [name.removeprefix(PICKED) for name in form if name.startswith(PICKED)]


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a posted form; none where it is not one of ours, or too long to be."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            return {}
    try:
        return dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS))
    except ValueError:
        return {}
