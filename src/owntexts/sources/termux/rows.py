"""What an object of termux-sms-list says. Its times are of the phone's own clock and zone, to the second."""

from datetime import UTC, datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from owntexts.model.observations import Problem
from owntexts.sources.telephony import fields
from owntexts.sources.telephony.columns import NO_DATE
from owntexts.sources.telephony.fields import Fields
from owntexts.sources.telephony.json_rows import Object
from owntexts.sources.telephony.rows import Entry, Read, TextRow
from owntexts.sources.telephony.words import DRAFT, FAILED, INBOX, OUTBOX, QUEUED, SENT

FORM: Final = "%Y-%m-%d %H:%M:%S"
BOXES: Final = {
    "inbox": INBOX,
    "sent": SENT,
    "draft": DRAFT,
    "outbox": OUTBOX,
    "failed": FAILED,
    "queued": QUEUED,
}
NO_ZONE: Final = "its time has no zone, and none was said for this source"


class Rows:
    """Makes rows of objects; `timezone` is the phone's."""

    def __init__(self, timezone: str | None) -> None:
        self._zone = _zone(timezone)

    def entry(self, number: int, where: str, one: Object, of: Fields) -> Read:
        """The row of an object."""
        written = fields.text(of.get("received")) or ""
        try:
            local = datetime.strptime(written, FORM)  # noqa: DTZ007 - the zone comes from the source's setting
        except ValueError:
            return Problem(number, where, NO_DATE)
        row = TextRow(
            box=BOXES.get(str(of.get("type"))),
            address=fields.text(of.get("address")) or fields.text(of.get("number")),
            written=written,
            at=self._instant(local),
            body=fields.text(of.get("body")) or "",
            read=fields.flag(of.get("read")),
            twice=self._comes_twice(local),
        )
        return Entry(number, where, one.data, row, () if self._zone else (NO_ZONE,))

    def _instant(self, local: datetime) -> int | None:
        """UTC milliseconds; of an hour that comes twice its first time."""
        if self._zone is None:
            return None
        moment = local.replace(tzinfo=self._zone).astimezone(UTC)
        return fields.instant(int(moment.timestamp()) * 1000)

    def _comes_twice(self, local: datetime) -> bool:
        """Whether the clocks showed it before and after they were put back."""
        first, second = (local.replace(tzinfo=self._zone, fold=fold).utcoffset() for fold in (0, 1))
        return first is not None and second is not None and first > second


@cache
def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
