"""`python -m owntexts.testing demo PATH`: write the demo corpus, for `owntexts up --demo`."""

import sys
from pathlib import Path

from owntexts.testing import apple

_, what, path = sys.argv
if what != "demo":
    raise SystemExit(f"no corpus is called {what}")
apple.demo(Path(path))
