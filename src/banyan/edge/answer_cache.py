from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

import msgspec

from banyan.cache import Entry, Flights, Horizon, MemoryCacheStore
from banyan.edge.cache_counts import CacheCounts, Outcome
from banyan.policy import Position

_MOST_FETCHES = 100


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """As it is kept. `made`: when its origin made it, seconds since the epoch; the others: see `Lifetime`."""

    status: int
    fields: list[tuple[bytes, bytes]]
    body: bytes
    tags: tuple[str, ...]
    made: float
    fresh: int
    stale: int
    stale_if_error: int


class Kept(msgspec.Struct, frozen=True):
    """An answer that was found, and how it stands for the request that found it. `valid`: none of its tags has been
    invalidated since. `age` in seconds."""

    answer: Answer
    valid: bool
    age: float

    @property
    def is_failure(self) -> bool:
        """What others waited for, and was not kept."""
        return self.answer.status >= 500

    @property
    def is_fresh(self) -> bool:
        return self.valid and 0 <= self.age < self.answer.fresh

    @property
    def may_be_shown_meanwhile(self) -> bool:
        return self.valid and 0 <= self.age < self.answer.fresh + self.answer.stale

    @property
    def may_stand_in(self) -> bool:
        """While no new one can be had: also one that was invalidated, if errors may show what is stale at all."""
        window = self.answer.stale_if_error
        return self.is_fresh or (window > 0 and 0 <= self.age < self.answer.fresh + window)


class AnswerCache:
    """Whole answers in this process's memory, for sites without a gateway. What it keeps is judged as everything that
    is cached: by what the process knows of writes (`Horizon`)."""

    def __init__(self, horizon: Horizon, most_bytes: int, position: Callable[[str], Position]) -> None:
        """`position`: how a switch stands."""
        self.horizon = horizon
        self._position = position
        self.flights = Flights()
        self.largest = min(most_bytes // 8, 8 * 1024**2)
        """Bytes of a body that is still kept."""
        self._store = MemoryCacheStore(most_bytes)
        self._counts: dict[str, CacheCounts] = {}
        self._fetches: set[asyncio.Task[None]] = set()

    def is_turned(self, switches: Iterable[str]) -> bool:
        """Whether one of them stands on degraded."""
        return any(self._position(switch) == "degraded" for switch in switches)

    def count(self, route: str, outcome: Outcome) -> None:
        counts = self._counts.get(route)
        if counts is None:
            counts = self._counts[route] = CacheCounts(route)
        counts.note(outcome)

    async def find(self, key: str) -> Kept | None:
        entry = (await self._store.get_many((key,)))[0]
        return self.judge(entry) if entry else None

    def judge(self, entry: Entry) -> Kept:
        answer = _decode(entry.value)
        return Kept(answer, self.horizon.is_fresh(entry.number, answer.tags), time.time() - answer.made)

    async def keep(self, key: str, entry: Entry) -> None:
        await self._store.set_many({key: entry})

    def fetch_beside(self, fetch: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Beside the request that is answered; not when there is more of that than good."""
        if len(self._fetches) < _MOST_FETCHES:
            task = asyncio.create_task(fetch())
            self._fetches.add(task)
            task.add_done_callback(self._fetches.discard)


def entry_of(number: int, answer: Answer) -> Entry:
    expires = answer.made + answer.fresh + max(answer.stale, answer.stale_if_error)
    return Entry(number, expires, msgspec.msgpack.encode(answer))


_decode = msgspec.msgpack.Decoder(Answer).decode
