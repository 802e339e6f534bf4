"""Where this machine believes to be: its region and its time zone, as first answers that the person may change."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import available_timezones

LOCALTIME = Path("/etc/localtime")


def region(environment: Mapping[str, str] = os.environ) -> str | None:
    """The ISO country of the locale ('en_GB.UTF-8' -> 'GB'); None where the locale names none."""
    for name in ("LC_ALL", "LC_TELEPHONE", "LC_MESSAGES", "LANG"):
        found = re.match(r"[a-z]{2,3}_([A-Z]{2})\b", environment.get(name, ""))
        if found:
            return found[1]
    return None


def timezone(environment: Mapping[str, str] = os.environ, localtime: Path = LOCALTIME) -> str:
    """The name of the local time zone ('Europe/Berlin'); 'UTC' where the machine names none."""
    named = environment.get("TZ", "").lstrip(":")
    if named in available_timezones():
        return named
    linked = "/".join(localtime.resolve().parts).partition("zoneinfo/")[2] if localtime.is_symlink() else ""
    return linked if linked in available_timezones() else "UTC"
