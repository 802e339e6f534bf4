"""Write the picture of the sync engine into docs/sync.md, from the engine's own table."""

import re
import sys
from pathlib import Path

from owntexts.sync.diagram import diagram

DOC = Path(__file__).resolve().parents[1] / "docs" / "sync.md"
BETWEEN = re.compile(r"(<!-- from the table: scripts/diagram.py -->\n).*?(<!-- end -->)", re.DOTALL)


def with_picture(text: str) -> str:
    """The page with the picture as the table draws it now."""
    return BETWEEN.sub(lambda marks: f"{marks[1]}```mermaid\n{diagram()}```\n{marks[2]}", text)


if __name__ == "__main__":
    DOC.write_text(with_picture(DOC.read_text()))
    sys.stdout.write(f"{DOC.name} is up to date\n")
