from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from banyan.data import Row
from banyan.data.invalidating import POSITION
from tests.accounts.house import House, Play, Scene
from tests.servers.redis import RedisTestServer


@pytest.fixture(params=["sqlite", "mariadb", "postgresql", "redis"])
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Play:
    """Runs a scene in a house of its own."""
    url, redis_url = "sqlite:///x", ""
    if request.param == "redis":
        server: RedisTestServer = request.getfixturevalue("redis_test_server")
        server.client().flushall()
        redis_url = server.url
    elif request.param != "sqlite":
        url = request.getfixturevalue(request.param).new_database()

    def run(scene: Scene) -> None:
        async def whole() -> None:
            house = House(url, tmp_path, redis_url)
            async with house.database.engine.begin() as connection:
                await connection.run_sync(Row.metadata.create_all)
                if await connection.scalar(select(POSITION.c.position)) is None:
                    await connection.execute(POSITION.insert().values(id=1, position=0))
            try:
                await scene(house)
            finally:
                await house.close()

        asyncio.run(whole())

    return run
