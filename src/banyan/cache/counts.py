from __future__ import annotations

from typing import Any

from prometheus_client import Counter

from banyan.cache.cached import Cached

KEYS = Counter(
    "cache_keys_total",
    "Keys that caches were asked for: hit, negative (known not to be there), miss (loaded), bypassed; and stale, "
    "entries found too old.",
    ("cache", "outcome"),
)
ERRORS = Counter("cache_errors_total", "Look-ups or stores that a cache's store failed at, or wrong bytes.", ("cache",))


class Counts:
    """Of one cache, called once a look-up and not once a key."""

    def __init__(self, cached: Cached[Any, Any]) -> None:
        self.cached = cached
        self._hit, self._negative, self._miss, self._stale, self._bypassed = (
            KEYS.labels(cached.name, outcome) for outcome in ("hit", "negative", "miss", "stale", "bypassed")
        )
        self._errors = ERRORS.labels(cached.name)

    def found(self, hit: int, negative: int, stale: int, wrong: int) -> None:
        if hit:
            self._hit.inc(hit)
        if negative:
            self._negative.inc(negative)
        if stale:
            self._stale.inc(stale)
        if wrong:
            self._errors.inc(wrong)

    def missed(self, keys: int) -> None:
        self._miss.inc(keys)

    def bypassed(self, keys: int) -> None:
        self._bypassed.inc(keys)

    def failed(self) -> None:
        self._errors.inc()
