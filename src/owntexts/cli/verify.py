"""`owntexts verify`: whether this device's copy is what it should be."""

from collections.abc import Iterator

from owntexts.agent import verifying
from owntexts.agent.home import open_home
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import show
from owntexts.errors import Differs


def verify(*, json: Json = False) -> int:
    """Check this device's copy: every record, every index, and the log that it came from. Exit code 5: it differs.

    For example:
        owntexts verify
    """
    with open_home() as home:
        result = verifying.verify(home)
    show(result, lambda: _told(result), json=json)
    return 0 if result.agree else Differs.exit_code


def _told(result: verifying.Verified) -> Iterator[str]:
    counted = "this device's copy" if result.messages is None else words.counted(result.messages, "message")
    checked = f"Checked {counted}"
    if result.agree:
        yield f"{checked}: everything agrees."
        return
    yield f"{checked}: {words.counted(len(result.differences), 'difference')}."
    for finding in result.differences:
        yield from words.of_finding(finding)
