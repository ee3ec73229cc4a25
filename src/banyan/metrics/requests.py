from __future__ import annotations

import asyncio
from bisect import bisect_left

from prometheus_client import Counter, Gauge, Histogram

_LABELS = ("method", "route", "status")
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
REQUESTS = Counter("http_requests_total", "Requests that were answered.", _LABELS)
DURATION = Histogram(
    "http_request_duration_seconds", "From a request's head to the end of its answer.", _LABELS, buckets=_BUCKETS
)
IN_FLIGHT = Gauge("http_requests_in_flight", "Requests that are being answered.", multiprocess_mode="livesum")

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_FLUSH_SECONDS = 1.0


class RequestMetrics:
    """Counts a worker's requests. Labels are bounded: known methods, routes as they are declared, statuses.

    prometheus_client takes 5 µs for them, a tenth of what a small JSON answer costs: they are counted here, for less
    than 1 µs, and handed to it once a second.
    """

    def __init__(self) -> None:
        self.in_flight = 0
        self._tallies: dict[tuple[str, str, int], _Tally] = {}

    def end(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request that was `in_flight` is answered."""
        self.in_flight -= 1
        tally = self._tallies.get((method, route, status)) or self._open(method, route, status)
        tally.seconds += seconds
        tally.counts[bisect_left(_BUCKETS, seconds)] += 1

    def keep_flushing(self) -> None:
        """Once a second, as long as the running loop does."""
        self.flush()
        asyncio.get_running_loop().call_later(_FLUSH_SECONDS, self.keep_flushing)

    def flush(self) -> None:
        IN_FLIGHT.set(self.in_flight)
        for tally in self._tallies.values():
            tally.flush()

    def _open(self, method: str, route: str, status: int) -> _Tally:
        key = (method if method in _METHODS else "other", route, status)
        if key not in self._tallies:
            self._tallies[key] = _Tally(*key)
        return self._tallies[key]


class _Tally:
    """What was counted since the last flush; `counts` by bucket, the last one for what is slower than all of them."""

    __slots__ = ("_duration", "_requests", "counts", "seconds")

    def __init__(self, method: str, route: str, status: int) -> None:
        self._requests = REQUESTS.labels(method, route, status)
        self._duration = DURATION.labels(method, route, status)
        self.counts = [0] * (len(_BUCKETS) + 1)
        self.seconds = 0.0

    def flush(self) -> None:
        total = sum(self.counts)
        if total == 0:
            return
        self._requests.inc(total)
        # Past `observe`, which takes one at a time; these two are all that a Histogram is made of.
        for bucket, count in zip(self._duration._buckets, self.counts, strict=True):
            if count:
                bucket.inc(count)
        self._duration._sum.inc(self.seconds)
        self.counts = [0] * len(self.counts)
        self.seconds = 0.0
