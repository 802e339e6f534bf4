"""Limits that a system does not have are gone without."""

import subprocess
import sys

WITHOUT = """
import resource
from owntexts.previews import confining
from owntexts.previews.limits import Bounds

def refuse(*_):
    raise ValueError("not here")

{without}
confining.confine(Bounds())
with confining.bounded(Bounds()):
    print(resource.getrlimit(resource.RLIMIT_CORE)[0])
"""


def confined(without: str) -> str:
    done = subprocess.run([sys.executable, "-c", WITHOUT.format(without=without)], capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_a_limit_that_is_not_there_is_gone_without() -> None:
    assert confined("del resource.RLIMIT_AS, resource.RLIMIT_NOFILE, resource.RLIMIT_CPU") == "0"


def test_a_limit_that_cannot_be_set_is_gone_without() -> None:
    assert confined("resource.setrlimit = refuse") in ("0", "-1")


def test_what_takes_too_long_ends_even_if_nobody_waits_for_it() -> None:
    """The interpreter is in a loop that never lets another thread of Python in."""
    script = (
        "from owntexts.previews import confining; from owntexts.previews.limits import Bounds; import re\n"
        "confining.LATE_S = 0.1\n"
        "with confining.bounded(Bounds(seconds=0.1)): re.match('(a+)+b', 'a' * 60)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=False).returncode == 1
