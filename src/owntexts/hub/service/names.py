"""Login names as a hub keeps them: equal without regard to case."""

from owntexts.hub.service.refusals import malformed
from owntexts.wire.names import fault_of, normal


def checked_name(name: str) -> str:
    """The name in its normal form (NFC), or a refusal that says what is wrong with it."""
    if fault := fault_of(name):
        raise malformed(fault)
    return normal(name)


def name_key(name: str) -> str:
    """What two spellings of one name have in common."""
    return normal(normal(name).casefold())
