"""api-layer 12: one query a key at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from banyan.cache import caches as caches_module
from tests.cache.scene import SIGHTS, Sight, Site, play_alone


class Gate:
    """A load that waits until it is opened."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.opened = asyncio.Event()
        self.fails = False

    async def load(self, ids: Sequence[int]) -> Mapping[int, Sight]:
        found = await self._site.load(ids)
        await self.opened.wait()
        if self.fails:
            raise ZeroDivisionError
        return found

    async def get(self, *ids: int) -> list[str | None]:
        with self._site.request():
            found = await self._site.caches.get_many(SIGHTS, ids, self.load)
        return [sight and sight.name for sight in found]


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def test_many_who_ask_at_once_ask_the_database_once_a_key() -> None:
    async def scene(site: Site) -> None:
        gate = Gate(site)
        asking = [asyncio.create_task(gate.get(number % 3, number % 3 + 1, 999)) for number in range(60)]
        await settled()
        gate.opened.set()
        assert await asyncio.gather(*asking) == [
            [site.names.get(number % 3), site.names.get(number % 3 + 1), None] for number in range(60)
        ]
        assert sorted(id for asked in site.asked for id in asked) == [0, 1, 2, 3, 999]

    play_alone(scene)


def test_a_flight_that_fails_fails_alone() -> None:
    async def scene(site: Site) -> None:
        gate = Gate(site)
        gate.fails = True
        leader = asyncio.create_task(gate.get(1))
        await settled()
        waiters = [asyncio.create_task(site.get(1)) for _ in range(5)]
        await settled()
        gate.opened.set()
        with pytest.raises(ZeroDivisionError):
            await leader
        assert await asyncio.gather(*waiters) == [["sight 1"]] * 5
        assert site.asked == [[1], [1]]

    play_alone(scene)


def test_a_leader_that_is_cancelled_cancels_nobody() -> None:
    async def scene(site: Site) -> None:
        gate = Gate(site)
        leader = asyncio.create_task(gate.get(1))
        await settled()
        waiters = [asyncio.create_task(site.get(1)) for _ in range(5)]
        await settled()
        waiters[0].cancel()
        leader.cancel()
        assert await asyncio.gather(*waiters[1:]) == [["sight 1"]] * 4
        assert leader.cancelled()
        assert site.asked == [[1], [1]]

    play_alone(scene)


def test_who_knows_more_than_a_flight_does_not_wait_for_it() -> None:
    async def scene(site: Site) -> None:
        gate = Gate(site)
        leader = asyncio.create_task(gate.get(1, 2))
        await settled()
        site.names.update({1: "new", 2: "new"})
        site.commit("sight:1")
        assert await site.get(1) == ["new"]
        early = asyncio.create_task(site.get(2))
        await settled()
        site.commit("sight:2")
        gate.opened.set()
        # That one waited for an old value, and learnt meanwhile that it is.
        assert await early == ["new"]
        assert await leader == ["sight 1", "sight 2"]
        assert await site.get(1, 2) == ["new", "new"]

    play_alone(scene)


def test_nobody_waits_for_long_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """That one may wait for the connection which this one holds."""
    monkeypatch.setattr(caches_module, "_PATIENCE", 0.05)

    async def scene(site: Site) -> None:
        gate = Gate(site)
        leader = asyncio.create_task(gate.get(1))
        await settled()
        assert await site.get(1) == ["sight 1"]
        gate.opened.set()
        await leader

    play_alone(scene)


def test_a_load_may_look_up_others() -> None:
    async def scene(site: Site) -> None:
        async def load(ids: Sequence[int]) -> Mapping[int, Sight]:
            below = await site.caches.get_many(SIGHTS, [id - 1 for id in ids], load if ids[0] > 1 else site.load)
            return {id: Sight(id, f"above {sight and sight.name}") for id, sight in zip(ids, below, strict=True)}

        with site.request():
            (sight,) = await site.caches.get_many(SIGHTS, [3], load)
        assert sight
        assert sight.name == "above above above None"

    play_alone(scene)
