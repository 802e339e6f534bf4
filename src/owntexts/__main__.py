"""`python -m owntexts` is `owntexts`."""

import sys

from owntexts.cli.main import run

sys.exit(run())
