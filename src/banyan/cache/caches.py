from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

import msgspec

from banyan.base import BanyanError, RequestContext, current_request, inside_request
from banyan.cache.base import CacheStore, Entry
from banyan.cache.cached import Cached, K, V
from banyan.cache.counts import Counts
from banyan.cache.flights import Flight, Flights
from banyan.cache.horizon import Horizon
from banyan.cache.look_up import LookUp

LoadMissing: TypeAlias = Callable[[Sequence[K]], Awaitable[Mapping[K, V]]]
# Seconds to wait for what another request loads: that one may stand in line for the connection which this one holds.
_PATIENCE = 2.0
_LARGEST_VALUE = 1024**2
# Of a time to live, by chance: what was stored together does not end together.
_JITTER = 0.1


class Caches:
    """Results of queries, kept under the numbers of the requests that read them (design: "tags and positions").

    Whoever knows of a write, and whoever asks this process after it was committed here, is not shown what was before.
    Only requests have numbers: outside of them, and of `reading()`, everything is loaded.
    """

    def __init__(
        self, horizon: Horizon, stores: Sequence[CacheStore], *, is_off: Callable[[str], bool] = lambda name: False
    ) -> None:
        """`stores`: the nearest first; `is_off`: whether the cache of that name is bypassed at the moment."""
        self._horizon = horizon
        self._stores = stores
        self._is_off = is_off
        self._flights = Flights()
        self._counts: dict[str, Counts] = {}

    async def get_many(
        self, cached: Cached[K, V], keys: Sequence[K], load_missing: LoadMissing[K, V]
    ) -> list[V | None]:
        """The keys' values in their order, None for what there is not.

        `load_missing` is given the keys that are to be read, each once, and returns the values of those that exist. It
        reads only, in a transaction begun in this request; others who wait for the same keys may be given the result.
        """
        look_up = LookUp(cached, keys, self._horizon, self._counts_of(cached))
        request = current_request()
        if request is None or request.number is None or request.wrote or self._is_off(cached.name):
            look_up.bypass(await _load(cached, look_up.missing, load_missing))
        else:
            await self._look_up(look_up)
            if look_up.missing:
                await self._load_missing(look_up, request, request.number, load_missing)
        values = look_up.values
        return [values[key] for key in keys]

    async def get(self, cached: Cached[K, V], key: K, load: Callable[[K], Awaitable[V | None]]) -> V | None:
        """As `get_many`, for one key."""

        async def load_missing(keys: Sequence[K]) -> Mapping[K, V]:
            value = await load(key)
            return {} if value is None else {key: value}

        return (await self.get_many(cached, (key,), load_missing))[0]

    @contextmanager
    def reading(self) -> Iterator[None]:
        """For what reads through caches outside of requests, a job or a command: as in a request that begins here.
        Its transactions must begin within it. In a request it changes nothing, for that has begun before."""
        if current_request():
            yield
            return
        context = RequestContext("")
        context.number = None if self._horizon.applied < 0 else self._horizon.applied
        with inside_request(context):
            yield

    async def _look_up(self, look_up: LookUp[K, V]) -> None:
        for depth, store in enumerate(self._stores):
            try:
                found = await store.get_many(list(look_up.missing.values()))
            except BanyanError:
                look_up.counts.failed()
                continue
            fresh = look_up.take(found)
            if depth:
                await self._store(fresh, self._stores[:depth], look_up.counts)
            if not look_up.missing:
                return

    async def _load_missing(
        self, look_up: LookUp[K, V], request: RequestContext, number: int, load_missing: LoadMissing[K, V]
    ) -> None:
        clock = asyncio.get_running_loop().time
        until = clock() + _PATIENCE
        while look_up.missing:
            others = self._flights_of_others(look_up) if clock() < until else {}
            own = {key: text for key, text in look_up.missing.items() if key not in others}
            if own:
                await self._fly(look_up, own, request, number, load_missing)
            if others:
                await asyncio.wait({flight.landed for flight in others.values()}, timeout=max(0.0, until - clock()))
                look_up.take([others[key].entries.get(text) for key, text in look_up.missing.items()])

    def _flights_of_others(self, look_up: LookUp[K, V]) -> dict[K, Flight]:
        """Those that may bring what is fresh for this request."""
        flights = {key: self._flights.of(text) for key, text in look_up.missing.items()}
        return {key: flight for key, flight in flights.items() if flight and look_up.is_fresh(flight.number, key)}

    async def _fly(
        self,
        look_up: LookUp[K, V],
        own: Mapping[K, str],
        request: RequestContext,
        number: int,
        load_missing: LoadMissing[K, V],
    ) -> None:
        with self._flights.lead(own.values(), number) as flight:
            loaded = await _load(look_up.cached, own, load_missing)
            # Asked again: another part of the same request may have written meanwhile.
            if not request.wrote:
                flight.entries = {own[key]: _entry(look_up.cached, number, value) for key, value in loaded.items()}
        look_up.keep(loaded)
        await self._store(flight.entries, self._stores, look_up.counts)

    async def _store(self, entries: Mapping[str, Entry], stores: Sequence[CacheStore], counts: Counts) -> None:
        small = {text: entry for text, entry in entries.items() if len(entry.value) <= _LARGEST_VALUE}
        for store in stores if small else ():
            try:
                await store.set_many(small)
            except BanyanError:
                counts.failed()

    def _counts_of(self, cached: Cached[Any, Any]) -> Counts:
        counts = self._counts.get(cached.name)
        if counts is None:
            counts = self._counts[cached.name] = Counts(cached)
        elif counts.cached is not cached:
            raise ValueError(f"Cached({cached.name!r}) is declared twice; give each a name of its own")
        return counts


async def _load(cached: Cached[K, V], keys: Collection[K], load_missing: LoadMissing[K, V]) -> dict[K, bytes]:
    """Encoded, also for whoever loaded it: nobody sees it in another form than the next who asks."""
    loaded = await load_missing(list(keys))
    strangers = loaded.keys() - keys
    if strangers:
        raise ValueError(f"{cached.name}: load_missing returned {strangers.pop()!r}, which it was not asked for")
    encode = msgspec.msgpack.encode
    return {key: b"" if (value := loaded.get(key)) is None else encode(value) for key in keys}


def _entry(cached: Cached[Any, Any], number: int, value: bytes) -> Entry:
    seconds = cached.ttl if value else cached.negative_ttl
    return Entry(number, time.time() + seconds * (1 - _JITTER * random.random()), value)  # noqa: S311
