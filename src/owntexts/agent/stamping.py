"""When the person does something: by the hub's clock, as far as it was heard, and never before what it replaces."""

from owntexts.agent import contact
from owntexts.agent.home import Home, now_ms
from owntexts.model.clock import next_stamp
from owntexts.model.records import Stamp


def stamped_now(home: Home, overwritten: Stamp | None) -> Stamp:
    """The stamp of what the person does now, in place of what bears `overwritten`."""
    hub = contact.kept(home.replica)
    return next_stamp(now_ms(), -hub.offset_ms if hub else 0, home.device, overwritten)
