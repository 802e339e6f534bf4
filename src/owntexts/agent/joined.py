"""A device that is a member of an account, put together from its home for whoever syncs."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from msgspec.structs import replace

from owntexts import __version__
from owntexts.agent import deciding
from owntexts.agent.allowance import Meter
from owntexts.agent.deciding import decided_by, measured
from owntexts.agent.device import Device
from owntexts.agent.home import Home, now_ms
from owntexts.agent.means import Means
from owntexts.agent.membership import connected
from owntexts.agent.options import given
from owntexts.agent.source_files import files_of
from owntexts.conditions.decision import Decision
from owntexts.explain import Finding
from owntexts.previews.making import Previews


@contextmanager
def joined_device(home: Home, secret: str | None = None) -> Iterator[Device | None]:
    """The device with a line to its hub, or None while it has no account; `secret` opens an encrypted source."""
    membership = home.identity.membership
    if membership is None:
        yield None
        return

    def pin(number: int, digest: bytes) -> None:
        identity = home.identity
        if identity.membership is not None and identity.membership.keyring_number < number:
            seen = replace(identity.membership, keyring_number=number, keyring_hash=digest)
            home.save(replace(identity, membership=seen))

    meter = Meter(home.replica, now_ms)

    def decide(urgent: bool, met: Sequence[Finding]) -> Decision:
        now = now_ms()
        taken = measured(home, now)
        meter.settle(taken.readings)
        return decided_by(home, taken, now, met, urgent=urgent)

    def keep(decided: Decision, cause: str | None) -> None:
        deciding.keep(home, decided, cause)

    def decide_for_attachments(urgent: bool) -> Decision:
        now = now_ms()
        taken = measured(home, now)
        meter.settle(taken.readings)
        return decided_by(home, taken, now, urgent=urgent, carrying=True)

    with connected(membership, meter.count) as hub, Previews() as previews:
        cache, password = home.cache, given(secret)
        means = Means(
            hub, cache, decide_for_attachments, lambda source: files_of(home, cache, source, password), previews
        )
        yield Device(membership, home.replica, hub, now_ms, secrets.token_bytes, pin, decide, keep, means, __version__)
