"""`owntexts verify`: whether this device's copy is what it should be."""

from collections.abc import Iterator

from owntexts.agent import verifying
from owntexts.agent.home import open_home
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import show
from owntexts.cli.progress import bar
from owntexts.cli.secrets import SOURCE_PASSWORD, from_environment
from owntexts.errors import Differs


def verify(*, sources: bool = False, attachments: bool = False, json: Json = False) -> int:
    """Check this device's copy: every record, every index, and the log that it came from. Exit code 5: it differs.

    For example:
        owntexts verify
        owntexts verify --sources --attachments

    Parameters
    ----------
    sources
        Read every source again too, and name what it has and this device's copy lacks.
    attachments
        Ask the hub for every attachment's bytes too, and open what this device keeps of them.
    """
    secret = from_environment(SOURCE_PASSWORD) if sources else None
    with open_home() as home, bar("Checking") as progress:
        result = verifying.verify(home, sources=sources, attachments=attachments, secret=secret, progress=progress)
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
