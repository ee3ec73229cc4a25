"""api-layer 12: results of queries kept at hand; over memory, Redis, and both."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

import msgspec
import pytest
from prometheus_client import REGISTRY

from banyan.base import LONGEST_TTL, RequestContext, current_request
from banyan.cache import Cached, Caches, Entry, Horizon, MemoryCacheStore
from tests.cache.scene import SIGHTS, Sight, Site, play_alone, redis_store
from tests.servers.redis import RedisTestServer

Play = Callable[[Callable[[Site], Awaitable[None]]], None]


@pytest.fixture(params=["memory", "redis", "tiered"])
def play(request: pytest.FixtureRequest) -> Iterator[Play]:
    if request.param == "memory":
        yield lambda scene: asyncio.run(scene(Site([MemoryCacheStore(10**7)])))  # type: ignore[arg-type]
        return
    server: RedisTestServer = request.getfixturevalue("redis_test_server")
    server.client().flushall()

    async def with_redis(scene: Callable[[Site], Awaitable[None]]) -> None:
        async with redis_store(server) as store:
            await scene(Site([store] if request.param == "redis" else [MemoryCacheStore(10**7), store]))

    yield lambda scene: asyncio.run(with_redis(scene))


def counted(outcome: str, cache: str = "sight") -> float:
    return REGISTRY.get_sample_value("cache_keys_total", {"cache": cache, "outcome": outcome}) or 0


def test_point_12_misses_come_by_one_query_and_the_order_stays(play: Play) -> None:
    async def scene(site: Site) -> None:
        assert await site.get(3, 1) == ["sight 3", "sight 1"]
        assert await site.get(5, 3, 1, 3, 999, 4) == ["sight 5", "sight 3", "sight 1", "sight 3", None, "sight 4"]
        assert await site.get(999, 4, 5) == [None, "sight 4", "sight 5"]
        assert await site.get() == []
        assert site.asked == [[3, 1], [5, 999, 4]]

    play(scene)


def test_point_12_what_is_invalidated_is_read_anew_and_nothing_else(play: Play) -> None:
    async def scene(site: Site) -> None:
        await site.get(1, 2, 999)
        site.names.update({1: "new", 999: "now there"})
        site.commit("sight:1", "sight:999", "other:2")
        assert await site.get(1, 2, 999) == ["new", "sight 2", "now there"]
        assert site.asked == [[1, 2, 999], [1, 999]]

    play(scene)


def test_point_12_counters_tell_hits_misses_stale_negative_and_bypassed(play: Play) -> None:
    async def scene(site: Site) -> None:
        await site.get(1, 2, 999)
        site.commit("sight:1")
        before = {outcome: counted(outcome) for outcome in ("hit", "miss", "stale", "negative", "bypassed")}
        await site.get(1, 2, 2, 999)
        site.off.add("sight")
        await site.get(1, 2)
        assert {outcome: counted(outcome) - was for outcome, was in before.items()} == {
            "hit": 1, "miss": 1, "stale": len(site.caches._stores), "negative": 1, "bypassed": 2,
        }  # fmt: skip

    play(scene)


def test_point_12_the_switch_bypasses_what_is_kept_and_keeps_nothing(play: Play) -> None:
    async def scene(site: Site) -> None:
        await site.get(1)
        site.off.add("sight")
        site.names[1] = "seen"
        assert await site.get(1, 2) == ["seen", "sight 2"]
        site.off.clear()
        assert await site.get(1, 2) == ["sight 1", "sight 2"]
        assert site.asked == [[1], [1, 2], [2]]

    play(scene)


def test_one_at_a_time_is_as_many(play: Play) -> None:
    async def scene(site: Site) -> None:
        async def load_one(id: int) -> Sight | None:
            return (await site.load([id])).get(id)

        with site.request():
            for _ in range(2):
                assert await site.caches.get(SIGHTS, 7, load_one) == Sight(7, "sight 7")
                assert await site.caches.get(SIGHTS, 999, load_one) is None
        assert site.asked == [[7], [999]]

    play(scene)


def test_nobody_can_change_what_others_are_given(play: Play) -> None:
    async def scene(site: Site) -> None:
        with site.request():
            for _ in range(3):
                (sight,) = await site.caches.get_many(SIGHTS, [1], site.load)
                assert sight
                assert sight.name == "sight 1"
                sight.name = "changed"

    play(scene)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda request: setattr(request, "number", None),
        lambda request: setattr(request, "wrote", True),
    ],
    ids=["nothing may be kept", "it has begun to write"],
)
def test_such_a_request_neither_reads_nor_keeps(play: Play, spoil: Callable[[RequestContext], None]) -> None:
    async def scene(site: Site) -> None:
        await site.get(1)
        site.names.update({1: "uncommitted", 2: "uncommitted"})
        with site.request():
            request = current_request()
            assert request
            spoil(request)
            found = await site.caches.get_many(SIGHTS, [1, 2], site.load)
        assert [sight and sight.name for sight in found] == ["uncommitted", "uncommitted"]
        site.names.update({1: "rolled back", 2: "committed"})
        assert await site.get(1, 2) == ["sight 1", "committed"]

    play(scene)


def test_outside_of_requests_everything_is_loaded_and_within_reading_it_is_as_in_one(play: Play) -> None:
    async def scene(site: Site) -> None:
        for _ in range(2):
            await site.caches.get_many(SIGHTS, [1], site.load)
        assert site.asked == [[1], [1]]
        with site.caches.reading():
            for _ in range(2):
                await site.caches.get_many(SIGHTS, [1], site.load)
        assert site.asked == [[1]] * 3
        assert current_request() is None
        site.commit("sight:1")
        with site.request(), site.caches.reading():
            request = current_request()
            assert request
            assert request.id == "test"

    play(scene)


def test_while_nothing_is_known_of_the_log_nothing_is_kept() -> None:
    async def scene() -> None:
        site = Site([MemoryCacheStore(10**6)])
        site.caches = Caches(Horizon(), [MemoryCacheStore(10**6)])
        with site.caches.reading():
            for _ in range(2):
                await site.caches.get_many(SIGHTS, [1], site.load)
        assert site.asked == [[1], [1]]

    asyncio.run(scene())


def test_a_request_that_begins_to_write_while_it_loads_gives_it_to_nobody(play: Play) -> None:
    async def scene(site: Site) -> None:
        async def load(ids: Sequence[int]) -> Mapping[int, Sight]:
            request = current_request()
            assert request
            request.wrote = True
            return {id: Sight(id, "uncommitted") for id in ids}

        with site.request():
            await site.caches.get_many(SIGHTS, [1], load)
        assert await site.get(1) == ["sight 1"]

    play(scene)


def test_what_has_ended_is_read_anew_and_a_clock_set_back_lengthens_no_life(play: Play) -> None:
    async def scene(site: Site) -> None:
        for expires in (time.time() + 0.001, time.time() + 61, time.time() + 10**9):
            wrong = msgspec.msgpack.encode(Sight(1, "ended"))
            await site.caches._stores[0].set_many({f"{SIGHTS.prefix}1": Entry(10, expires, wrong)})
            await asyncio.sleep(0.002)
            assert await site.get(1) == ["sight 1"]

    play(scene)


def test_lives_are_as_long_as_declared_and_do_not_end_together(play: Play) -> None:
    async def scene(site: Site) -> None:
        await site.get(*range(1, 201))
        keys = [f"{SIGHTS.prefix}{id}" for id in range(1, 201)]
        entries = [entry for entry in await site.caches._stores[0].get_many(keys) if entry]
        there, negative = [
            [entry.expires - time.time() for entry in entries if bool(entry.value) is is_there]
            for is_there in (True, False)
        ]
        assert len(there) == len(negative) == 100
        assert 50 < min(there) < 57 < max(there) <= 60
        assert 4 < min(negative) < max(negative) <= 5

    play(scene)


def test_a_value_that_is_too_large_is_given_and_not_kept(play: Play) -> None:
    async def scene(site: Site) -> None:
        site.names[1] = "x" * 1024**2
        for _ in range(2):
            assert await site.get(1, 2) == [site.names[1], "sight 2"]
        assert site.asked == [[1, 2], [1]]

    play(scene)


# What is a mistake in a program is said at once.


@pytest.mark.parametrize(
    ("declare", "says"),
    [
        (lambda: Cached("Sight", Sight), "a name is like sight"),
        (lambda: Cached("x" * 61, Sight), "60 characters"),
        (lambda: Cached("sight", Sight, ttl=LONGEST_TTL + 1), "at most 3600"),
        (lambda: Cached("sight", Sight, ttl=0), "more than 0"),
        (lambda: Cached("sight", Sight, negative_ttl=61), "at most ttl"),
    ],
)
def test_what_cannot_be_declared(declare: Callable[[], object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        declare()


def test_two_caches_of_one_name_are_refused() -> None:
    async def scene(site: Site) -> None:
        await site.get(1)
        with pytest.raises(ValueError, match="declared twice"):
            await site.caches.get_many(Cached("sight", Sight), [1], site.load)

    play_alone(scene)


def test_a_load_that_returns_what_it_was_not_asked_for_is_refused() -> None:
    async def scene(site: Site) -> None:
        async def load(ids: Sequence[int]) -> Mapping[int, Sight]:
            return {"1": Sight(1, "under another key")}  # type: ignore[dict-item]

        with site.request(), pytest.raises(ValueError, match="returned '1'"):
            await site.caches.get_many(SIGHTS, [1], load)

    play_alone(scene)


def test_another_shape_of_the_type_has_other_keys() -> None:
    class Other(msgspec.Struct):
        id: int
        title: str

    assert SIGHTS.prefix == Cached("sight", Sight).prefix != Cached("sight", Other).prefix


def test_tags_are_the_keys_own_unless_declared() -> None:
    both = Cached("sight.of_mrt", Sight, tags=lambda key: (f"mrt:{key}", "sights"))
    assert SIGHTS.tags_of(7) == ("sight:7",)
    assert both.tags_of("Ximen") == ("mrt:Ximen", "sights")
