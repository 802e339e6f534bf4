"""Looking back at what held this device and what it used; and at what is installed."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.routing import Route

from owntexts.web import charts, dates
from owntexts.web.frame import Frame
from owntexts.web.needs.settling import Looking
from owntexts.web.numbers import number_of
from owntexts.web.pages.settled import Settled

PERIODS: Final = (7, 28, 90)
LOGGED: Final = 200


class Back:
    """The page of the history, and the one about Owntexts."""

    def __init__(self, frame: Frame, looking: Looking) -> None:
        self._looking = looking
        self._history = Settled(frame, "history", self._past)
        self._about = Settled(frame, "about", self._versions)

    def routes(self) -> list[Route]:
        return [Route("/settings/history", self._history.page), Route("/settings/about", self._about.page)]

    def _past(self, request: Request) -> Mapping[str, Any]:
        days = number_of(request.query_params.get("days", ""), PERIODS[0], PERIODS[-1])
        past, used = self._looking.past(days), self._looking.traffic(days)
        return {
            "days": days,
            "periods": PERIODS,
            "reasons": charts.by_reason(past.seconds_by_code),
            "pauses": list(reversed(past.pauses))[:LOGGED],
            "more": max(len(past.pauses) - LOGGED, 0),
            "used": charts.by_time(used, dates.today(), days),
            "total": sum(day.bytes for day in used),
            "costly": sum(day.costly for day in used),
        }

    def _versions(self, request: Request) -> Mapping[str, Any]:
        asked = request.query_params.get("ask") == "1"
        return {"version": self._looking.versions(online=asked), "asked": asked, "home": self._looking.home()}
