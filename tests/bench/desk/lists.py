"""Pages of the case list over HTTP: the first, a deep one, and filters."""

from collections.abc import Mapping
from datetime import date, timedelta
from statistics import median

import orjson
from tests.bench.desk.load import answer, latency

TIMES = 40
_DEEP = 20
"""How many pages of a hundred the deep one lies behind."""
_LIST = "/dsr/v1/cases?pageSize=25"


def times(port: int, headers: Mapping[str, str], *, first: date) -> dict[str, float]:
    """Return the median seconds of each kind of page."""
    soon = first + timedelta(days=60)
    asked = {
        "first page": _LIST,
        "deep page": _deep(port, headers),
        "last page first": f"{_LIST}&sort=-dueDate",
        "state": f"{_LIST}&state=inAssessment",
        "two states": f"{_LIST}&state=identityPending&state=decided",
        "right": f"{_LIST}&right=erasure",
        "due before": f"{_LIST}&dueBefore={soon.isoformat()}",
        "overdue": f"{_LIST}&flag=overdue",
        "extended (none)": f"{_LIST}&flag=extended",
        "restriction active (none)": f"{_LIST}&flag=restrictionActive",
        "suspended (none)": f"{_LIST}&flag=suspended",
        "state, right and flag": f"{_LIST}&state=inSearch&right=objection&flag=overdue",
    }
    return {name: median(latency(port, path, headers, times=TIMES)) for name, path in asked.items()}


def _deep(port: int, headers: Mapping[str, str]) -> str:
    """Return the address of a page far behind the first."""
    place = "/dsr/v1/cases?pageSize=100"
    for _ in range(_DEEP):
        body, _ = answer(port, place, headers)
        following = str(orjson.loads(body)["next"])
        place = following[following.index("/dsr/") :]
    return place.replace("pageSize=100", "pageSize=25")
