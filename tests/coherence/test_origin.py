"""What the origin is spared, and what it may do without."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx
import pytest

from banyan.config import DataFolder
from banyan.server.processes import children_of
from banyan.server.running import node_pids
from tests.coherence.fleet import Fleet, Gateway, running_fleet
from tests.coherence.history import parse
from tests.coherence.modules.ledger import GROUP
from tests.load import wait_until

_CLIENTS = 5000
_SECONDS = 5.0
_LASTING = [f"/ledger/{kind}/{key}" for kind in ("lasting", "lasting-page") for key in range(GROUP)]

pytestmark = [pytest.mark.alone, pytest.mark.anyio]


@pytest.fixture(scope="module")
def fleet() -> Iterator[Fleet]:
    with running_fleet() as running:
        yield running


async def test_5000_clients_of_one_cold_key_are_one_request_to_the_origin(fleet: Fleet) -> None:
    clients = [fleet.gateways["A"].client() for _ in range(_CLIENTS)]
    for some in range(0, _CLIENTS, 200):
        await asyncio.gather(*(client.connect() for client in clients[some : some + 200]))
    answers = await asyncio.gather(*(client.ask("/ledger/cold/a") for client in clients))
    for client in clients:
        client.close()
    assert Counter(answer and answer.status for answer in answers) == {200: _CLIENTS}
    assert len({answer and answer.body for answer in answers}) == 1
    assert fleet.asked.read_text().splitlines() == ["a"]


async def test_cached_routes_answer_while_every_app_process_is_dead(fleet: Fleet) -> None:
    gateway = fleet.gateways["A"]
    client = gateway.client()
    written = await client.ask("/ledger/write/0?stamp=last", "POST")
    assert written
    assert written.status == 200
    passing = "/ledger/passing/1"
    for target in (*_LASTING, passing):
        answer = await client.ask(target)
        assert answer
        assert answer.status == 200
    answered_at = time.monotonic()
    seen: Counter[tuple[str, int | None]] = Counter()
    async with _under_load(gateway, seen):
        await asyncio.sleep(0.5)
        with _dead_nodes(fleet):
            killed_at = time.monotonic()
            while time.monotonic() < killed_at + _SECONDS:
                answer = await client.ask(passing)
                if time.monotonic() < answered_at + 6:
                    assert answer
                    assert answer.status == 200
                await asyncio.sleep(0.05)
            await asyncio.sleep(max(0.0, answered_at + 8 - time.monotonic()))
            answer = await client.ask(passing)
            assert answer
            assert answer.status == 502
            for target in _LASTING:
                answer = await client.ask(target)
                assert answer
                assert "fwd=stale" in answer.cache
                assert parse(answer).get(0, parse(written)[0]) == parse(written)[0]
                assert not answer.is_degraded
    client.close()
    print(dict(seen))
    assert {status for _, status in seen} == {200}
    assert len(seen) == len(_LASTING)
    await asyncio.to_thread(wait_until, lambda: _writes(gateway), 60)


@contextmanager
def _dead_nodes(fleet: Fleet) -> Iterator[None]:
    """Killed at once, and nobody starts them again meanwhile."""
    (supervisor,) = fleet.site.pids("supervisor", "main")
    os.kill(supervisor, signal.SIGSTOP)
    try:
        for node in node_pids(DataFolder(fleet.site.data)):
            for pid in (node, *children_of(node)):
                os.kill(pid, signal.SIGKILL)
        yield
    finally:
        os.kill(supervisor, signal.SIGCONT)


@asynccontextmanager
async def _under_load(gateway: Gateway, seen: Counter[tuple[str, int | None]]) -> AsyncIterator[None]:
    """What several clients get who ask for what lasts: the status, None where a part of a page is missing."""

    async def ask(number: int) -> None:
        client = gateway.client()
        try:
            for target in itertools.cycle(_LASTING[number:] + _LASTING[:number]):
                answer = await client.ask(target)
                seen[target, answer.status if answer and not answer.is_degraded else None] += 1
        finally:
            client.close()

    tasks = [asyncio.create_task(ask(number)) for number in range(len(_LASTING))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _writes(gateway: Gateway) -> bool:
    """As soon as there are app processes again."""
    url = f"http://127.0.0.1:{gateway.port}/ledger/write/0?stamp=again"
    return httpx.post(url, timeout=30).status_code == 200
