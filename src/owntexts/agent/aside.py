"""What was set aside is read again by each new process: an update may have taught it to."""

from owntexts.agent.members import Members
from owntexts.crypto.batches import open_batch
from owntexts.errors import HubFailed, IntegrityFailed
from owntexts.model.codec import decode_records
from owntexts.replica.apply import retry
from owntexts.replica.database import Replica
from owntexts.replica.zone import set_aside


def read_again(db: Replica, members: Members) -> int:
    """Takes in what can be read now; how many changes that brought. Each item was verified when it was set aside."""
    brought = 0
    for item in set_aside(db):
        try:
            records = decode_records(open_batch(item.data, members.keyring, members.epoch_keys))
        except (IntegrityFailed, HubFailed):
            continue
        retry(db, item.token, records)
        brought += len(records)
    return brought
