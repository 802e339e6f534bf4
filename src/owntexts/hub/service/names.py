"""Login names, equal without regard to case."""

import unicodedata

from owntexts.hub.service.refusals import malformed
from owntexts.wire.names import fault_of_login


def checked_name(name: str) -> str:
    """The name in its normal form (NFC), or a refusal that says what is wrong with it."""
    normal = unicodedata.normalize("NFC", name)
    if (fault := fault_of_login(normal)) is not None:
        raise malformed(fault)
    return normal


def name_key(name: str) -> str:
    """What two spellings of one name have in common."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
