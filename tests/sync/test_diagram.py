import runpy
from pathlib import Path

from owntexts.sync.diagram import diagram
from owntexts.sync.state import Phase


def test_the_picture_in_the_docs_is_the_table(checkout: Path) -> None:
    page = (checkout / "docs" / "sync.md").read_text()
    redrawn = runpy.run_path(str(checkout / "scripts" / "diagram.py"))["with_picture"](page)
    assert page == redrawn, "run scripts/diagram.py"
    assert diagram() in page


def test_every_phase_is_in_the_picture() -> None:
    assert all(f'state "{phase}"' in diagram() for phase in Phase)
