"""The promise "never stale after a write" on real sites, while parts of them are killed, stopped, emptied and filled.

The seed decides who asks what and which faults come when; it is printed, and `BANYAN_SEED=…` takes it again. What the
kernel does with it is not decided, so a failure tells the story of its row. `BANYAN_PROTOCOL=long` goes on for three
minutes on each database instead of ten seconds.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter

import pytest

from tests.coherence.faults import Faults
from tests.coherence.fleet import Fleet, running_fleet
from tests.coherence.history import History
from tests.coherence.visitors import Visitors
from tests.servers.databases import DatabaseTestServer
from tests.servers.redis import RedisTestServer, redis_server

_IS_LONG = os.environ.get("BANYAN_PROTOCOL") == "long"
_SECONDS = 180.0 if _IS_LONG else 10.0
_VISITORS = 12
# With an app worker that stands still: a gateway gives it up after three seconds if it hears of nothing else.
_LATE = 4.0
# With nothing at all: see test_freshness.
_REST = 1.0


@pytest.mark.alone
@pytest.mark.anyio
@pytest.mark.parametrize("kind", ["sqlite", "mariadb", "postgresql"])
async def test_in_no_interleaving_is_anybody_shown_what_they_must_not_see(
    kind: str, request: pytest.FixtureRequest
) -> None:
    server: DatabaseTestServer | None = None if kind == "sqlite" else request.getfixturevalue(kind)
    seed = os.environ.get("BANYAN_SEED") or str(random.SystemRandom().randrange(10**9))
    print(f"BANYAN_SEED={seed}")
    with redis_server() as redis, running_fleet(
        database=server.new_database() if server else "", redis=redis.url, nodes=2 if _IS_LONG else 1,
        BANYAN_GATEWAY__CACHE_MEMORY="1m",
    ) as fleet:  # fmt: skip
        await _live(fleet, seed, server, redis)


async def _live(fleet: Fleet, seed: str, server: DatabaseTestServer | None, redis: RedisTestServer) -> None:
    history = History(_LATE)
    visitors = Visitors(fleet, history, seed)
    dice = random.Random(f"{seed} faults")
    faults = Faults(fleet, dice, server, redis)
    happened: Counter[str] = Counter()
    deadline = time.monotonic() + _SECONDS

    async def harm() -> None:
        await asyncio.sleep(1)
        while time.monotonic() < deadline - 1:
            if dice.random() < 0.1:
                what = "a flood of tags"
                await visitors.flood(dice, 40)
            else:
                what = await faults.any()
            happened[what] += 1
            history.note(what)
            await asyncio.sleep(dice.uniform(0, 0.8))

    async with asyncio.TaskGroup() as group:
        group.create_task(harm())
        for number in range(_VISITORS):
            group.create_task(visitors.live(number, lambda: time.monotonic() < deadline))
    print(f"{history.reads} reads; {dict(sorted(visitors.outcomes.items()))}; {dict(happened)}")
    assert visitors.outcomes["write 200"] > 10
    await asyncio.sleep(_REST)
    history.late = _REST
    await visitors.read_all()
