"""`network reset`: forget what is known of the way to the hub, and look again."""

from msgspec import Struct
from msgspec.structs import replace

from owntexts.agent import contact, faults
from owntexts.agent.control import notify
from owntexts.agent.deciding import noted
from owntexts.agent.home import Home, now_ms
from owntexts.agent.membership import connected
from owntexts.errors import OwntextsError
from owntexts.explain import Finding
from owntexts.explain.finding import Value
from owntexts.model.times import rfc3339
from owntexts.probes import machine
from owntexts.wire.hub import About

OF_THE_WAY = ("hub.", "network.")
FORGOTTEN = ("connections", "cached addresses", "what the last sync met on the way", "waiting times")
PROXIES = "none: Owntexts uses no proxy, whatever the environment says"


class Answering(Struct, frozen=True):
    """The hub as it answers now: its address, whether it does, and which versions it says it has and takes."""

    address: str
    reachable: bool
    version: str | None
    oldest_accepted: str | None


class Reset(Struct, frozen=True):
    """What was forgotten, and what was found then: the network's readings, the hub, and what is in the way."""

    forgotten: tuple[str, ...]
    proxies: str
    readings: dict[str, Value]
    hub: Answering | None
    findings: tuple[Finding, ...]


def reset(home: Home) -> Reset:
    """Forgets connections, addresses and waiting times, and probes the network and the hub anew."""
    left = (fault for fault in faults.kept(home.replica) if not fault.code.startswith(OF_THE_WAY))
    faults.keep(home.replica, tuple(left))
    answering, met = _ask(home)
    if met is not None:
        faults.keep(home.replica, (*faults.kept(home.replica), met))
    notify(home.path, "reload")
    decided = noted(home)
    readings = machine.read(home.path, rfc3339(now_ms()) or "")
    return Reset(
        forgotten=FORGOTTEN,
        proxies=PROXIES,
        readings={name: each.value for name, each in readings.items() if name.startswith("network.")},
        hub=answering,
        findings=tuple(finding for finding in decided.findings if finding.code.startswith(OF_THE_WAY)),
    )


def _ask(home: Home) -> tuple[Answering | None, Finding | None]:
    membership = home.identity.membership
    if membership is None:
        return None, None
    try:
        with connected(membership) as hub:
            return _answered(membership.hub, contact.ask(home.replica, hub, now_ms())), None
    except OwntextsError as error:
        return Answering(membership.hub, reachable=False, version=None, oldest_accepted=None), _dated(error.finding)


def _answered(address: str, about: About) -> Answering:
    return Answering(address, reachable=True, version=about.version, oldest_accepted=about.oldest_client)


def _dated(finding: Finding) -> Finding:
    return replace(faults.blocking(finding), since=rfc3339(now_ms()))
