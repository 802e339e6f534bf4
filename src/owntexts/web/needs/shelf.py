"""All that one device gives to its pages."""

from typing import Protocol

from owntexts.web.needs.beginning import Accounts, Bringing
from owntexts.web.needs.doing import Doing
from owntexts.web.needs.filing import Files
from owntexts.web.needs.merging import Merging
from owntexts.web.needs.reading import Reading
from owntexts.web.needs.room import Room
from owntexts.web.needs.searching import Searching
from owntexts.web.needs.settling import Limits, Looking, Membership, Sources
from owntexts.web.reader import Reader


class Shelf(Protocol):
    """The use cases, each by its own name."""

    @property
    def standing(self) -> Reader: ...

    @property
    def reading(self) -> Reading: ...

    @property
    def searching(self) -> Searching: ...

    @property
    def doing(self) -> Doing: ...

    @property
    def files(self) -> Files: ...

    @property
    def room(self) -> Room: ...

    @property
    def accounts(self) -> Accounts: ...

    @property
    def bringing(self) -> Bringing: ...

    @property
    def limits(self) -> Limits: ...

    @property
    def membership(self) -> Membership: ...

    @property
    def sources(self) -> Sources: ...

    @property
    def merging(self) -> Merging: ...

    @property
    def looking(self) -> Looking: ...
