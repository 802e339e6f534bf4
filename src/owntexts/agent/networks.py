"""What a network means to whoever pays for it."""

from owntexts.conditions.readings import METERED, NETWORK, Readings, value_of


def costs(readings: Readings) -> bool:
    """Whether bytes count against the allowance on this network."""
    return value_of(readings, METERED) is True or (
        value_of(readings, NETWORK) == "cellular" and value_of(readings, METERED) is not False
    )
