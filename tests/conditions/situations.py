"""One world for each reason that conditions find."""

from typing import Final

from tests.conditions.worlds import DAY_MS, FAULTS, NOW, REPLACED, TROUBLE, World

from owntexts.conditions.work import Busy, Feeding

OLD: Final = NOW - 30 * DAY_MS

SITUATIONS: Final[tuple[World, ...]] = (
    World().reading(battery=3, charging=False),
    World().reading(low_power=True, charging=False).setting(preset="careful"),
    World().reading(network="none"),
    World().reading(network="wifi", portal=True),
    World().reading(network="wifi", metered=True).setting(texts__metered="pause"),
    World().reading(network="cellular", metered=True, roaming=True).setting(preset="careful"),
    World().reading(network="cellular").working(used_today=30 << 20),
    World().reading(heat="serious"),
    World().reading(heat="critical"),
    World().setting(background="off"),
    World().setting(schedule="22:00-07:00"),
    World().working(hub_used=100, hub_quota=100),
    World().working(hub_used=95, hub_quota=100),
    World().reading(free=1),
    World().reading(free=100 << 20),
    World().reading(clock=-900),
    World().working(signed_in=False),
    World().working(paused_until="always"),
    World().working(refreshing=True),
    World().working(busy=Busy("an import", 1, 2)),
    World().working(sync_off=True),
    World().working(set_aside=2),
    World().working(alone_on_hub_disk=True),
    World().working(last_synced_at="2026-10-01T00:00:00.000Z"),
    World().working(sources=(Feeding("1", "Mac", newest_at=OLD), Feeding("2", "Old phone", background="off"))),
    World().working(replaced=REPLACED),
    World().working(faults=FAULTS[:1]),
    World().working(troubles=(TROUBLE,)),
)
