from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from banyan.cache.base import Entry


class Flight:
    """A load of some keys that others may wait for. What it brings has its `number`."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.entries: Mapping[str, Entry] = {}
        """Once it has landed: nothing, if it failed, was cancelled or brought what is nobody else's."""
        self.landed = asyncio.get_running_loop().create_future()

    def land(self) -> None:
        if not self.landed.done():
            self.landed.set_result(None)


class Flights:
    """One a key in a process."""

    def __init__(self) -> None:
        self._flying: dict[str, Flight] = {}

    def of(self, key: str) -> Flight | None:
        return self._flying.get(key)

    @contextmanager
    def lead(self, keys: Collection[str], number: int) -> Iterator[Flight]:
        """It has landed when the block ends, however it ends."""
        flight = Flight(number)
        self._flying.update(dict.fromkeys(keys, flight))
        try:
            yield flight
        finally:
            for key in keys:
                if self._flying.get(key) is flight:
                    del self._flying[key]
            flight.land()
