"""A hub that is full, or almost, is told with what takes its room."""

from tests.agent.pairs import LARGE, PHOTO, Pair

from owntexts.agent.largest import with_largest
from owntexts.agent.syncing import sync_once
from owntexts.explain import Finding
from owntexts.model.ids import sighting_id
from owntexts.testing.files import carried, give


def test_a_full_hub_is_told_with_the_largest_items(pair: Pair) -> None:
    give(pair.a, pair.folder_a, "largest.mov", LARGE)
    pair.settle()
    pair.hub.quota = 0
    give(pair.a, pair.folder_a, "more.jpg", PHOTO, hour=1)
    sync_once(pair.a)
    (finding,) = carried(pair.a).met
    largest = next(evidence for evidence in finding.evidence if evidence.name.startswith("largest.mov"))
    assert largest.value == len(LARGE)
    assert largest.origin == f"message {sighting_id('apple', 'largest.mov').hex()}"
    assert any(fix.command == "owntexts storage review" for fix in finding.fixes)


def test_a_hub_that_is_almost_full_is_told_the_same_way_and_once(pair: Pair) -> None:
    give(pair.a, pair.folder_a, "largest.mov", LARGE)
    pair.settle()
    almost = Finding("storage.hub_almost_full", "warning", "almost", "almost")
    other = Finding("storage.device_full", "error", "full", "full")
    told = with_largest(pair.a.replica, (almost, other))
    assert [evidence.value for evidence in told[0].evidence] == [len(LARGE)]
    assert [fix.command for fix in told[0].fixes] == ["owntexts storage review"]
    assert told[1] == other
    assert with_largest(pair.a.replica, told) == told
