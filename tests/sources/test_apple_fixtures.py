"""No public sample of Apple is left out: each is read by some test, or is said here to be nothing that is read."""

from pathlib import Path

READ_AS_A_WHOLE = ("mvt/ios_backup", "iphonebackuptools/manifest-db")
"""Folders whose files a test goes through, all of them."""

NOTHING_TO_READ = (
    "iphonebackuptools/manifest-plist",
    "imessage-exporter/stickers",
    "imessage-exporter/handwritten_message/handwriting_half.ascii",
    "README.md",
)
"""Lists of keys without values, pictures, and a drawing that is told in a line and never drawn."""


def test_every_sample_of_apple_is_read_by_some_test(shared_fixtures: Path, checkout: Path) -> None:
    folder = shared_fixtures / "apple"
    tests = "".join(path.read_text("utf-8") for path in (checkout / "tests").rglob("*.py") if path != Path(__file__))
    samples = [path for path in folder.rglob("*") if path.is_file()]
    read = [path for path in samples if _is_named(path.relative_to(folder).as_posix(), path.stem, tests)]
    assert sorted(set(samples) - set(read)) == []
    assert len(samples) > 90


def _is_named(path: str, stem: str, tests: str) -> bool:
    return path.startswith(READ_AS_A_WHOLE + NOTHING_TO_READ) or stem in tests
