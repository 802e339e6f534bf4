"""The first seven bytes."""

import pytest

from owntexts.errors import HubFailed, IntegrityFailed
from owntexts.wire.objects import Kind, frame, kind_of


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_told_by_its_frame(kind: Kind) -> None:
    assert kind_of(frame(kind) + b"anything") is kind


@pytest.mark.parametrize(("place", "name"), [(4, "kind"), (5, "format"), (6, "suite")])
def test_a_newer_kind_format_or_suite_waits_for_an_update(place: int, name: str) -> None:
    newer = bytearray(frame(Kind.BATCH))
    newer[place] = 99
    with pytest.raises(HubFailed) as failed:
        kind_of(bytes(newer))
    finding = failed.value.finding
    assert finding.code == "hub.version"
    assert (finding.evidence[0].name, finding.evidence[0].value) == (name, 99)
    assert finding.fixes


@pytest.mark.parametrize("data", [b"", b"OWNT", b"OWNT\x01\x01", b"SQLite format 3\0"])
def test_what_is_no_object_is_refused(data: bytes) -> None:
    with pytest.raises(IntegrityFailed) as failed:
        kind_of(data)
    assert failed.value.code == "integrity.signature"
    assert failed.value.finding.fixes
