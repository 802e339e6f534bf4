"""Refusals explain themselves."""

from owntexts.explain import Evidence
from owntexts.wire.refused import newer, refused, refused_entry


def test_every_refusal_has_evidence_and_a_way_out() -> None:
    shown = Evidence(name="bytes", value=1)
    for error in (refused("Title", "Why.", shown), refused_entry(3, "it is forged"), newer("format", 2, 1)):
        assert error.finding.evidence
        assert error.finding.fixes
        assert error.finding.severity == "error"


def test_a_refused_entry_names_its_number() -> None:
    finding = refused_entry(3, "it is forged").finding
    assert finding.evidence[0].value == 3
    assert finding.explanation == "Entry 3 of the account's keyring cannot be accepted: it is forged."
