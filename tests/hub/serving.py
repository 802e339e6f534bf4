"""Serves a hub in a process of its own: `serving.py DATA [LARGEST_FILE_BYTES]` prints its address and serves."""

import resource
import sys
from pathlib import Path

from owntexts.hub.server import Ready, serve
from owntexts.hub.settings import HubSettings


def tell(ready: Ready) -> None:
    sys.stdout.write(ready.serving.url + "\n")
    sys.stdout.flush()
    if len(sys.argv) > 2:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))


serve(HubSettings(data=Path(sys.argv[1])), tell)
