"""The services of one hub, put together."""

from collections.abc import Callable
from dataclasses import dataclass

from owntexts.hub.service.accounts import AccountService
from owntexts.hub.service.blobs import BlobService
from owntexts.hub.service.callers import Callers
from owntexts.hub.service.devices import DeviceService
from owntexts.hub.service.entries import Keyrings
from owntexts.hub.service.keyring import KeyringService
from owntexts.hub.service.log import LogService
from owntexts.hub.service.nudges import Nudges
from owntexts.hub.service.sign_in import SignInService
from owntexts.hub.service.tickets import Tickets
from owntexts.hub.service.tools import Tools
from owntexts.hub.service.uploads import UploadService
from owntexts.hub.settings import DELAYS, Delays


@dataclass(frozen=True)
class Services:
    """What the routes call."""

    tools: Tools
    callers: Callers
    accounts: AccountService
    sign_in: SignInService
    keyring: KeyringService
    log: LogService
    blobs: BlobService
    uploads: UploadService
    devices: DeviceService
    nudges: Nudges


def services(tools: Tools, *, quota: int, is_mine: Callable[[str], bool], delays: Delays = DELAYS) -> Services:
    """`quota` is what new accounts get, `is_mine` says whether this hub answers to a host."""
    tickets, keyrings, nudges = Tickets(tools.random), Keyrings(), Nudges()
    return Services(
        tools=tools,
        callers=Callers(tools, tickets),
        accounts=AccountService(tools, quota),
        sign_in=SignInService(tools, tickets, is_mine),
        keyring=KeyringService(tools, keyrings, tickets, nudges),
        log=LogService(tools, keyrings, nudges),
        blobs=BlobService(tools, delays),
        uploads=UploadService(tools),
        devices=DeviceService(tools, nudges),
        nudges=nudges,
    )
