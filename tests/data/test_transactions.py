"""api-layer 11: a transaction per request that commits before the answer and rolls back on any error."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from litestar import Litestar, get, post
from litestar.di import NamedDependency, Provide
from litestar.testing import TestClient
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts import Attempt
from banyan.api import exception_handlers, provide_session
from banyan.base import SettingsError, UserError
from banyan.data import Database, Row, database_url
from banyan.policy import SiteTable


@post("/good")
async def good(session: NamedDependency[AsyncSession]) -> str:
    session.add(Attempt(subject="good"))
    return "done"


@post("/refused")
async def refused(session: NamedDependency[AsyncSession]) -> str:
    session.add(Attempt(subject="refused"))
    await session.flush()
    raise UserError("no")


@post("/broken")
async def broken(session: NamedDependency[AsyncSession]) -> str:
    session.add(Attempt(subject="broken"))
    await session.flush()
    raise RuntimeError("secret detail")


@post("/uncommittable")
async def uncommittable(session: NamedDependency[AsyncSession]) -> str:
    """A deferred constraint is looked at by the commit."""
    await session.execute(text("PRAGMA defer_foreign_keys=ON"))
    statement = (
        "INSERT INTO identity (kind, value, account_id, created_at, updated_at) VALUES ('phone', 'x', 999, '', '')"
    )
    await session.execute(text(statement))
    return "done"


@get("/count")
async def count(session: NamedDependency[AsyncSession]) -> int:
    return await session.scalar(select(func.count()).select_from(Attempt)) or 0


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient[Litestar]]:
    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        app.state.database = Database(database_url("sqlite:///x", tmp_path), pool_size=2)
        async with app.state.database.engine.begin() as connection:
            await connection.run_sync(Row.metadata.create_all)
        yield
        await app.state.database.close()

    app = Litestar(
        [good, refused, broken, uncommittable, count],
        lifespan=[lifespan],
        dependencies={"session": Provide(provide_session)},
        exception_handlers=exception_handlers(SiteTable({}, ())),
    )
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_success_commits_and_errors_roll_back(client: TestClient[Litestar]) -> None:
    assert client.post("/good").status_code == 201
    assert client.post("/refused").status_code == 400
    hidden = client.post("/broken")
    assert hidden.status_code == 500
    assert "secret" not in hidden.text
    assert client.get("/count").json() == 1


def test_a_commit_that_fails_is_the_answers_error(client: TestClient[Litestar]) -> None:
    assert client.post("/uncommittable").status_code == 500
    assert client.post("/good").status_code == 201


def test_the_pool_gets_its_connection_back_after_every_error(client: TestClient[Litestar]) -> None:
    for _ in range(10):
        client.post("/refused")
        client.post("/broken")
        client.post("/uncommittable")
    assert client.post("/good").status_code == 201


def test_writers_wait_for_each_other_and_readers_do_not_wait(tmp_path: Path) -> None:
    async def scene() -> list[str]:
        database = Database(database_url("sqlite:///x", tmp_path), pool_size=20)
        async with database.engine.begin() as connection:
            await connection.run_sync(Row.metadata.create_all)
        events: list[str] = []

        async def write(number: int) -> None:
            async with database.transaction() as session:
                seen = await session.scalar(select(func.count()).select_from(Attempt))
                session.add(Attempt(subject=f"{seen}"))

        async with database.transaction() as session:
            session.add(Attempt(subject="slow"))
            await session.flush()
            waiting = [asyncio.create_task(write(number)) for number in range(10)]
            async with database.transaction(writes=False) as reader:
                events.append(f"read {await reader.scalar(select(func.count()).select_from(Attempt))}")
        await asyncio.gather(*waiting)
        async with database.transaction(writes=False) as reader:
            events += sorted(await reader.scalars(select(Attempt.subject).where(Attempt.subject != "slow")), key=int)
        await database.close()
        return events

    assert asyncio.run(scene()) == ["read 0", *map(str, range(1, 11))]


@pytest.mark.parametrize("url", ["", "nonsense", "oracle://x/y", "sqlite://", "sqlite:///:memory:"])
def test_a_database_that_cannot_be_ours_is_named_with_the_mend(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^database\.url: "):
        database_url(url, tmp_path)
