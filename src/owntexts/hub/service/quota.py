"""How much: an account's quota, and the reserve above it that texts and the keyring may use.

Only attachments stop at the quota itself, so a full account can always be told so, and emptied.
"""

from typing import Final

from owntexts.hub.ports import Account
from owntexts.hub.service.refusals import account_full, no_room_for_a_blob

SMALLEST_RESERVE: Final = 64 << 20
RESERVE_PERCENT: Final = 5


def reserve(quota: int) -> int:
    """Bytes above the quota that texts, tombstones, checkpoints and the keyring may use."""
    return max(SMALLEST_RESERVE, quota * RESERVE_PERCENT // 100)


def check_room(account: Account, more: int) -> None:
    """Refused (507) where `more` bytes of texts find no room even in the reserve."""
    if account.used + more > account.quota + reserve(account.quota):
        raise account_full(account.used, account.quota)


def check_room_for_blobs(account: Account, more: int, going: int) -> None:
    """Refused (507) where `more` bytes of blobs find no room in the quota.

    What is being deleted counts no more, but still lies on the disk: as much again as the quota, and no more than that.
    """
    on_disk = account.used + going + more
    if account.used + more > account.quota or on_disk > 2 * account.quota + reserve(account.quota):
        raise no_room_for_a_blob(account.used, account.quota, going)
