from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Generic

import msgspec

from banyan.cache.base import Entry
from banyan.cache.cached import Cached, K, V
from banyan.cache.counts import Counts
from banyan.cache.horizon import Horizon


class LookUp(Generic[K, V]):
    """What one request has of the keys it asked for, and what is `missing` still, with its text in stores."""

    def __init__(self, cached: Cached[K, V], keys: Iterable[K], horizon: Horizon, counts: Counts) -> None:
        prefix = cached.prefix
        self.cached = cached
        self.counts = counts
        self.values: dict[K, V | None] = {}
        self.missing: Mapping[K, str] = {key: f"{prefix}{key}" for key in keys}
        self._horizon = horizon

    def is_fresh(self, number: int, key: K) -> bool:
        return self._horizon.is_fresh(number, self.cached.tags_of(key))

    def take(self, found: Iterable[Entry | None]) -> dict[str, Entry]:
        """Of what was found for the missing keys, in their order, that which this process knows to be fresh."""
        values, decode = self.values, self.cached.decode
        is_fresh, tags_of = self._horizon.is_fresh, self.cached.tags_of
        now, longest, newest = time.time(), self.cached.ttl, self._horizon.newest
        missing, fresh = {}, {}
        negative = stale = wrong = 0
        for (key, text), entry in zip(self.missing.items(), found, strict=True):
            if entry is None:
                missing[key] = text
                continue
            number, expires, value = entry
            # A clock that was set back does not lengthen a life.
            # An entry that knows of every write needs no look at its tags: most do, most of the time.
            if not (0 < expires - now <= longest and (number >= newest or is_fresh(number, tags_of(key)))):
                missing[key] = text
                stale += 1
                continue
            try:
                values[key] = decode(value) if value else None
            except msgspec.MsgspecError:
                missing[key] = text
                wrong += 1
                continue
            fresh[text] = entry
            negative += not value
        self.missing = missing
        self.counts.found(len(fresh) - negative, negative, stale, wrong)
        return fresh

    def keep(self, loaded: Mapping[K, bytes]) -> None:
        """What was read for missing keys."""
        self.missing = {key: text for key, text in self.missing.items() if key not in loaded}
        self.counts.missed(len(loaded))
        self._decode(loaded)

    def bypass(self, loaded: Mapping[K, bytes]) -> None:
        self.counts.bypassed(len(loaded))
        self._decode(loaded)

    def _decode(self, loaded: Mapping[K, bytes]) -> None:
        decode = self.cached.decode
        self.values.update((key, decode(value) if value else None) for key, value in loaded.items())
