"""Serves a real hub, and notes each blob whose bytes came to their end: `counting_hub.py DATA PORT NOTES`."""

import json
import sys
from pathlib import Path

from owntexts.hub.server import Ready, serve
from owntexts.hub.service import uploads
from owntexts.hub.settings import HubSettings

NOTES = Path(sys.argv[3])


class Counted(uploads.Upload):
    """Notes its blob once all of it is on the disk, be it taken or not."""

    def finish(self) -> bool:
        placed = super().finish()
        with NOTES.open("a") as notes:
            notes.write(self._wanted.blob.hex() + "\n")
        return placed


def tell(ready: Ready) -> None:
    sys.stdout.write(json.dumps({"address": ready.serving.url}) + "\n")
    sys.stdout.flush()


uploads.Upload = Counted  # type: ignore[misc]
serve(HubSettings(data=Path(sys.argv[1]), port=int(sys.argv[2])), tell)
