"""Flags that every command has."""

from typing import Annotated

from cyclopts import Parameter

Json = Annotated[
    bool,
    Parameter(name="--json", help="Print one JSON document on stdout, nothing else."),
]
