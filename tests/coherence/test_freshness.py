"""How soon a write is seen: by the gateway through which it went, and by another, with Redis and without.

The figures are printed. `BANYAN_PROTOCOL=long` takes as many pairs as docs/cache.md speaks of.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager

import pytest

from tests.coherence.fleet import KEYS, Fleet, running_fleet
from tests.coherence.history import History, parse
from tests.coherence.http import Answer
from tests.coherence.visitors import Visitors
from tests.servers.databases import DatabaseTestServer
from tests.servers.redis import RedisTestServer

_IS_LONG = os.environ.get("BANYAN_PROTOCOL") == "long"
_PAIRS = int(os.environ.get("BANYAN_PAIRS", 100_000 if _IS_LONG else 800))
_WRITES = int(os.environ.get("BANYAN_WRITES", 5_000 if _IS_LONG else 400))
_READERS = 4
# For another gateway, in seconds. How late it is the second test measures: the first, where it loads the machine for a
# quarter of an hour, asks no more of it than to come.
_AT_MOST, _WITH_REDIS, _SOME_DAY = 1.0, 0.05, 10.0
_KINDS = ("row", "brief", "query", "inside", "fragment", "page")

pytestmark = [pytest.mark.alone, pytest.mark.anyio]


@pytest.mark.parametrize("kind", ["sqlite", "mariadb", "postgresql"])
async def test_what_is_read_after_a_write_through_the_same_gateway_is_never_older(
    kind: str, request: pytest.FixtureRequest
) -> None:
    server: DatabaseTestServer | None = None if kind == "sqlite" else request.getfixturevalue(kind)
    with running_fleet(database=server.new_database() if server else "") as fleet:
        history = History(late=_AT_MOST if _PAIRS <= 1000 else _SOME_DAY)
        visitors = Visitors(fleet, history, "pairs")
        began = time.monotonic()
        async with _readers(visitors, fleet), asyncio.TaskGroup() as group:
            for key in range(KEYS):
                group.create_task(_pairs(fleet, visitors, key, _PAIRS // KEYS))
        seconds = time.monotonic() - began
    outcomes = dict(sorted(visitors.outcomes.items()))
    print(f"{kind}: {_PAIRS} pairs, {history.reads} reads in {seconds:.0f} s, none stale; {outcomes}")
    assert sum(history.newest(key) for key in range(KEYS)) == _PAIRS // KEYS * KEYS
    assert all(outcome.endswith(" 200") for outcome in outcomes)


async def _pairs(fleet: Fleet, visitors: Visitors, key: int, number: int) -> None:
    dice = random.Random(key)
    writer, reader = fleet.gateways["A"].client(), fleet.gateways["A"].client()
    for count in range(number):
        await visitors.write("A", writer, key)
        if count % 20 == 0:
            # By another worker, it may be.
            reader.close()
        await visitors.read("A", reader, dice.choice(_KINDS), key)
    writer.close()
    reader.close()


@asynccontextmanager
async def _readers(visitors: Visitors, fleet: Fleet) -> AsyncIterator[None]:
    """Others, by both gateways, as long as it takes."""

    async def read(number: int) -> None:
        dice = random.Random(f"reader {number}")
        name = "AB"[number % 2]
        client = fleet.gateways[name].client()
        try:
            while True:
                await visitors.read(name, client, dice.choice(_KINDS), dice.randrange(KEYS))
        finally:
            client.close()

    tasks = [asyncio.create_task(read(number)) for number in range(_READERS)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in ended:
        if not isinstance(outcome, asyncio.CancelledError):
            raise outcome  # type: ignore[misc]


@pytest.mark.parametrize("has_redis", [False, True], ids=["without Redis", "with Redis"])
async def test_another_gateway_shows_it_soon(
    has_redis: bool, mariadb: DatabaseTestServer, redis_test_server: RedisTestServer
) -> None:
    redis = redis_test_server.url if has_redis else ""
    with running_fleet(database=mariadb.new_database(), redis=redis) as fleet:
        chains = await asyncio.gather(*(_delays(fleet, key, _WRITES // KEYS) for key in range(KEYS)))
    delays = sorted(delay for chain in chains for delay in chain)
    in_time = sum(delay <= _WITH_REDIS for delay in delays) / len(delays)
    print(f"Redis: {has_redis}; {len(delays)} writes; {_distribution(delays)}; {in_time:.2%} in 50 ms")
    assert delays[-1] <= _AT_MOST
    if has_redis:
        assert in_time >= 0.999


async def _delays(fleet: Fleet, key: int, number: int) -> Sequence[float]:
    """Seconds from each write's answer by A to the beginning of the last read by B that still shows what was before;
    0 where there is none."""
    dice = random.Random(key)
    writer, reader = fleet.gateways["A"].client(), fleet.gateways["B"].client()
    found = []
    for count in range(number):
        # B has the one before.
        await _asked(reader.ask(f"/ledger/row/{key}"))
        written = await _asked(writer.ask(f"/ledger/write/{key}?stamp=w{count}", "POST"))
        version, last = parse(written)[key][0], written.ended
        while parse(answer := await _asked(reader.ask(f"/ledger/row/{key}")))[key][0] < version:
            last = answer.began
            await asyncio.sleep(0.001)
        found.append(last - written.ended)
        await asyncio.sleep(dice.uniform(0, 0.1))
    writer.close()
    reader.close()
    return found


async def _asked(answer: Awaitable[Answer | None]) -> Answer:
    got = await answer
    assert got
    assert got.status == 200, got
    return got


def _distribution(delays: Sequence[float]) -> str:
    points = {"median": 0.5, "99 %": 0.99, "99.9 %": 0.999, "most": 1.0}
    found = {name: delays[min(len(delays) - 1, int(len(delays) * share))] for name, share in points.items()}
    return ", ".join(f"{name} {delay * 1000:.1f} ms" for name, delay in found.items())
