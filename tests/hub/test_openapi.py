"""The document describes the hub as it is: schemathesis asks what the document allows, and what it does not."""

import json
import warnings
from typing import Any

from hypothesis import HealthCheck, settings
from tests.hub.conftest import Person, RunningHub
from tests.laws import share

from owntexts.hub.app.openapi import DOCUMENT, NUDGES
from owntexts.hub.app.table import OPERATIONS

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.checks import load_all_checks
    from schemathesis.config import SchemathesisConfig
    from schemathesis.specs.openapi.checks import positive_data_acceptance

load_all_checks()
DESCRIBED: dict[str, Any] = json.loads(DOCUMENT)
EXAMPLES = share(14)


def test_the_document_is_served_as_it_is_made(hub: RunningHub) -> None:
    with hub.raw() as client:
        answer = client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.content == DOCUMENT


def test_every_operation_is_described_with_all_its_answers() -> None:
    for operation in OPERATIONS:
        described = DESCRIBED["paths"][operation.path][operation.method.lower()]
        assert described["operationId"] == operation.name
        assert {"400", "421", "503", *map(str, operation.refusals)} <= set(described["responses"])
        assert ("requestBody" in described) is (operation.takes is not None)
    assert NUDGES in DESCRIBED["paths"]


def test_the_document_refers_to_nothing_that_it_does_not_hold() -> None:
    def references(part: object) -> set[str]:
        if isinstance(part, dict):
            own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
            return own.union(*map(references, part.values()))
        return set().union(*map(references, part)) if isinstance(part, list) else set()

    for reference in references(DESCRIBED):
        place: Any = DESCRIBED
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
        assert place


EVERY_REFUSAL = {"checks": {"negative_data_rejection": {"expected-statuses": ["4xx", "5xx"]}}}
"""What violates the document may also be too large, too old or misdirected."""

described = schemathesis.openapi.from_dict(DESCRIBED, config=SchemathesisConfig.from_dict(EVERY_REFUSAL)).exclude(
    path=NUDGES
)


@described.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_the_hub_answers_everything_as_it_is_described(
    case: schemathesis.Case, hub: RunningHub, person: Person
) -> None:
    """Data that fits the document is still refused where no member signed it, so acceptance is not asked for."""
    headers = {"Authorization": f"Bearer {person.first.token.hex()}"}
    case.call_and_validate(base_url=hub.url, headers=headers, excluded_checks=[positive_data_acceptance])
