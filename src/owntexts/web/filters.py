"""The words that templates use as filters."""

from collections.abc import Callable
from typing import Any, Final

from owntexts.model.in_words import in_one_line
from owntexts.model.names import called, straight
from owntexts.web import amounts, codes, dates, exhibits, files, lines, others, pieces, reactions, sheet, telling, view
from owntexts.web.people import person, reached_by, sign

FILTERS: Final[dict[str, Callable[..., Any]]] = {
    **view.FILTERS,
    **sheet.FILTERS,
    **telling.FILTERS,
    **others.FILTERS,
    "reason_words": codes.reason,
    "ending_of": codes.ending,
    "written_day": dates.written_day,
    "clock": dates.clock,
    "day": dates.day,
    "short_day": dates.short_day,
    "in_full": dates.in_full,
    "seconds_since": dates.seconds_since,
    "time_left": amounts.time_left,
    "day_and_clock": dates.day_and_clock,
    "bytes_words": files.size,
    "file_kind": files.kind,
    "file_name": files.name,
    "line_of": in_one_line,
    "cut": pieces.cut,
    "runs": exhibits.runs,
    "lasts": exhibits.lasts,
    "side": exhibits.side,
    "signs": reactions.signs,
    "choices": reactions.choices,
    "deeds": reactions.deeds,
    "effect_words": lines.effect_words,
    "event_words": lines.event_words,
    "called": called,
    "reached_by": reached_by,
    "person": person,
    "sign": sign,
    "straight": straight,
}
