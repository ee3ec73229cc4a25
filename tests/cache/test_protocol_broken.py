"""The model can fail: with any one rule of the protocol switched off it finds the story that breaks it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from banyan.base import LogPart
from banyan.cache import Caches, Entry, Horizon
from banyan.cache.flights import Flight
from banyan.control import Follower
from tests.cache.protocol.app import SharedStore
from tests.cache.protocol.plan import Broken
from tests.cache.protocol.plans import SMALL
from tests.cache.protocol.search import Story, explore

Patch = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logger = logging.getLogger("banyan.control")
    logger.disabled = True
    yield
    logger.disabled = False


@pytest.mark.parametrize(
    ("rule", "where"),
    [
        ("number_at_load", "readers and a writer in one process"),
        ("commit_not_noted", "readers and a writer in one process"),
        ("writing_not_noted", "who writes reads its own"),
        ("position_at_begin", "the first to begin commits last"),
        ("position_not_sent", "one gateway before two processes"),
        ("catch_up_not_needed", "news that cannot be caught up with"),
        ("hint_believed", "news that cannot be caught up with"),
        ("replica_always", "a replica"),
        ("replica_by_applied", "a replica and a write of another process"),
        ("header_after_answer", "one gateway"),
        ("gateway_number_at_answer", "one gateway"),
        ("gateway_open_at_once", "a gateway that starts anew beside Redis"),
    ],
)
def test_without_the_rule_the_model_finds_how_it_breaks(rule: str, where: str) -> None:
    with pytest.raises(Story, match="Violation") as caught:
        explore(SMALL[where], Broken(**{rule: True}))
    assert len(caught.value.events) < 15


def _floor_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    def is_fresh(self: Horizon, number: int, tags: Sequence[str]) -> bool:
        return all(self._tags.get(tag, 0) <= number for tag in tags)

    monkeypatch.setattr(Horizon, "is_fresh", is_fresh)


def _gap_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(self: Horizon, position: int) -> None:
        self.applied = max(self.applied, position)

    monkeypatch.setattr(Horizon, "start", start)


def _replay_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unheard(self: Follower) -> Sequence[LogPart]:
        if self._cursor < 0:
            self._take(LogPart(await self._log.before(0), gap=True))
        while (part := await self._log.after(self._cursor)).invalidations or part.gap:
            self._take(part)
        return ()

    monkeypatch.setattr(Follower, "_unheard", unheard)


def _landed_is_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    class Trusted:
        def __init__(self, flight: Flight) -> None:
            self._flight = flight
            self.landed = flight.landed

        @property
        def entries(self) -> Mapping[str, Entry]:
            return {key: entry._replace(number=10**9) for key, entry in self._flight.entries.items()}

    def of_others(self: Caches, look_up: Any) -> dict[Any, Any]:
        flights = {key: self._flights.of(text) for key, text in look_up.missing.items()}
        return {key: Trusted(flight) for key, flight in flights.items() if flight}

    monkeypatch.setattr(Caches, "_flights_of_others", of_others)


def _redis_is_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    get_many = SharedStore.get_many

    async def trusting(self: SharedStore, keys: Sequence[str]) -> Sequence[Entry | None]:
        return [entry._replace(number=10**9) if entry else None for entry in await get_many(self, keys)]

    monkeypatch.setattr(SharedStore, "get_many", trusting)


@pytest.mark.parametrize(
    ("breaks", "where"),
    [
        (_floor_ignored, "tags forgotten"),
        (_gap_ignored, "a log that was swept"),
        (_replay_in_pieces, "a process that starts anew beside Redis"),
        (_landed_is_fresh, "a flight whose leader gives up"),
        (_redis_is_fresh, "two processes and Redis"),
    ],
)
def test_with_the_code_broken_the_model_finds_it(breaks: Patch, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks(monkeypatch)
    with pytest.raises(Story, match="Violation"):
        explore(SMALL[where])
