from __future__ import annotations

from typing import Literal, get_args

from prometheus_client import Counter

Outcome = Literal["hit", "stale", "miss", "bypass"]
REQUESTS = Counter(
    "http_cache_requests_total",
    "Requests to cached routes: hit; stale, shown while a new one was fetched or none could be had; miss; and bypass, "
    "those that the cache has no part in.",
    ("route", "outcome"),
)


class CacheCounts:
    """Of one route."""

    def __init__(self, route: str) -> None:
        self._counters = {outcome: REQUESTS.labels(route, outcome) for outcome in get_args(Outcome)}

    def note(self, outcome: Outcome) -> None:
        self._counters[outcome].inc()
