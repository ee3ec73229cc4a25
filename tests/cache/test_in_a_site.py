"""api-layer 12 in a site; the example of docs/cached-queries.md."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from banyan.base import Invalidation, current_request
from banyan.data import Row
from banyan.metrics import NodeMetrics
from banyan.observe import Envelope
from banyan.server.app import build_litestar
from banyan.server.in_site import InSite
from banyan.server.services import Services
from banyan.server.site import Site, load_site
from banyan.server.switches import switch_names
from tests.servers.redis import RedisTestServer
from tests.sites import ROOT


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    file = tmp_path_factory.mktemp("example") / "sights.py"
    file.write_text((ROOT / "docs/cached-queries.md").read_text().split("```python\n")[1].split("```")[0])
    spec = importlib.util.spec_from_file_location("sights", file)
    assert spec
    assert spec.loader
    module = sys.modules["sights"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["sights"]
    # Other tests look at the tables of all rows.
    Row.metadata.remove(module.SightRow.__table__)


@pytest.fixture(params=["memory", "with Redis"])
def site(request: pytest.FixtureRequest, tmp_path: Path, redis_test_server: RedisTestServer) -> Site:
    redis_test_server.client().flushall()
    url = redis_test_server.url if request.param == "with Redis" else ""
    site = load_site(
        {"BANYAN_DATA": str(tmp_path), "BANYAN_SITE__SECRET": "s" * 32, "BANYAN_REDIS__URL": url}
    )  # fmt: skip
    site.migrations().upgrade()
    return site


class Served:
    """One process of the site, which counts its queries for sights."""

    def __init__(self, client: httpx.AsyncClient, services: Services) -> None:
        self.services = services
        self.queries = 0
        self._client = client
        event.listen(services.database.engine.sync_engine, "before_cursor_execute", self._count)

    async def names(self, *ids: int) -> list[str | None]:
        answer = await self._client.get("/sights", params={"ids": ids})
        answer.raise_for_status()
        return [sight and sight["name"] for sight in answer.json()]

    async def rename(self, id: int, name: str) -> str:
        """What the gateway is told."""
        answer = await self._client.put(f"/sights/{id}", params={"name": name})
        answer.raise_for_status()
        return answer.headers["cache-invalidate"]

    def _count(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        self.queries += statement.startswith("SELECT sight")


@asynccontextmanager
async def serving(site: Site, example: ModuleType, folder: Path) -> AsyncIterator[Served]:
    litestar = build_litestar(site, folder, NodeMetrics("test", None, dict), behind_gateway=True)
    for handler in example.module.controllers:
        litestar.register(handler)
    transport = httpx.ASGITransport(Envelope(InSite(litestar, litestar), None, behind_gateway=True))
    async with litestar.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://site.test") as client:
        services: Services = litestar.state.services
        await services.coherence.follower.catch_up(0)
        async with services.database.engine.begin() as connection:
            await connection.run_sync(example.SightRow.__table__.create, checkfirst=True)
        yield Served(client, services)


async def fill(served: Served, example: ModuleType) -> None:
    async with served.services.database.transaction() as session:
        session.add_all(example.SightRow(id=number, name=f"sight {number}") for number in (1, 2, 3))


def test_point_12_the_example_asks_once_and_shows_every_write_at_once(
    site: Site, example: ModuleType, tmp_path: Path
) -> None:
    async def scene() -> None:
        async with serving(site, example, tmp_path) as served:
            await fill(served, example)
            for _ in range(3):
                assert await served.names(2, 9, 1) == ["sight 2", None, "sight 1"]
            assert served.queries == 1
            for number in range(5):
                position = served.services.coherence.horizon.applied + 1
                assert await served.rename(1, f"name {number}") == f"sight:1; position={position}"
                assert await served.names(1, 2) == [f"name {number}", "sight 2"]

    asyncio.run(scene())


def test_several_transactions_of_a_request_are_told_in_one_line() -> None:
    """nginx 1.22 hears the first line only."""
    committed = [Invalidation(7, ("a", "b")), Invalidation(9, ("b", "c")), Invalidation(8, ("d",))]

    async def app(scope: object, receive: object, send: Any) -> None:
        request = current_request()
        assert request
        request.committed.extend(committed)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def told() -> list[str]:
        transport = httpx.ASGITransport(Envelope(app, None, behind_gateway=True))
        async with httpx.AsyncClient(transport=transport, base_url="http://site.test") as client:
            return (await client.get("/")).headers.get_list("cache-invalidate")

    assert asyncio.run(told()) == ["a, b, c, d; position=9"]
    committed += [Invalidation(10 + number, ("x" * 1000,)) for number in range(9)]
    committed += [Invalidation(20, tuple(f"{number:0900}" for number in range(9)))]
    assert asyncio.run(told()) == ["*; position=20"]


def test_point_12_its_switch_bypasses_it(site: Site, example: ModuleType, tmp_path: Path) -> None:
    async def scene() -> None:
        async with serving(site, example, tmp_path) as served:
            await fill(served, example)
            await served.names(1)
            for switch in ("cache", "cache.sight"):
                assert switch in switch_names(site)
                served.services.coherence.switchboard.turn({switch: "degraded"})
                before = served.queries
                await served.names(1)
                assert served.queries == before + 1
            served.services.coherence.switchboard.turn({})
            await served.names(1)
            assert served.queries == 3

    asyncio.run(scene())


def test_point_12_two_processes_follow_each_other(site: Site, example: ModuleType, tmp_path: Path) -> None:
    async def scene() -> None:
        async with serving(site, example, tmp_path) as one, serving(site, example, tmp_path) as other:
            await fill(one, example)
            assert await one.names(1) == await other.names(1) == ["sight 1"]
            for number in range(3):
                header = await one.rename(1, f"name {number}")
                position = int(header.rpartition("=")[2])
                # Through a gateway that has seen the answer.
                answer = await other._client.get(
                    "/sights", params={"ids": 1}, headers={"Banyan-Position": str(position)}
                )
                assert answer.json()[0]["name"] == f"name {number}"
                assert other.services.coherence.horizon.applied == position
                # And by itself.
                header = await other.rename(1, f"other {number}")
                position = int(header.rpartition("=")[2])
                await one.services.coherence.follower.news(position - 1, version=2**62, seconds=2)
                assert await one.names(1) == [f"other {number}"]

    asyncio.run(scene())
