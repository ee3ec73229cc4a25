"""api-layer 11: a transaction per request that commits before the answer and rolls back on any error."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from litestar import Litestar, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.testing import TestClient
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts import Quota
from banyan.api import exception_handlers, provide_session
from banyan.base import SettingsError, UserError, utc_now
from banyan.data import Database, Options, Row, database_url
from banyan.policy import SiteTable


def _row(subject: str = "") -> Quota:
    return Quota(subject=subject or uuid4().hex, taken=0, ends_at=utc_now())


@post("/good")
async def good(session: NamedDependency[AsyncSession]) -> str:
    session.add(_row())
    return "done"


@post("/refused")
async def refused(session: NamedDependency[AsyncSession]) -> str:
    session.add(_row())
    await session.flush()
    raise UserError("no")


@post("/broken")
async def broken(session: NamedDependency[AsyncSession]) -> str:
    session.add(_row())
    await session.flush()
    raise RuntimeError("secret detail")


@post("/uncommittable")
async def uncommittable(session: NamedDependency[AsyncSession], state: State) -> str:
    """Its commit fails: by a deferred constraint, or since its connection is cut just before."""
    session.add(_row())
    await session.flush()
    dialect = session.get_bind().dialect.name
    if dialect == "sqlite":
        await session.execute(text("PRAGMA defer_foreign_keys=ON"))
        values = "('phone', 'x', 999, '', '')"
        await session.execute(
            text(f"INSERT INTO identity (kind, value, account_id, created_at, updated_at) VALUES {values}")
        )
        return "done"
    asked, kill = {
        "mysql": ("SELECT CONNECTION_ID()", "KILL :pid"),
        "postgresql": ("SELECT pg_backend_pid()", "SELECT pg_terminate_backend(:pid)"),
    }[dialect]
    pid = await session.scalar(text(asked))
    async with state.database.transaction() as other:
        await other.execute(text(kill), {"pid": pid})
    return "done"


@get("/count")
async def count(session: NamedDependency[AsyncSession]) -> int:
    return await session.scalar(select(func.count()).select_from(Quota)) or 0


@pytest.fixture
def client(tmp_path: Path, database_url_text: str) -> Iterator[TestClient[Litestar]]:
    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        (tmp_path / "db").mkdir()
        app.state.database = Database(database_url(database_url_text, tmp_path), Options(pool_size=2))
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
    assert client.post("/uncommittable").status_code in (500, 503)
    assert client.get("/count").json() == 0
    assert client.post("/good").status_code == 201


def test_the_pool_gets_its_connection_back_after_every_error(client: TestClient[Litestar]) -> None:
    for _ in range(10):
        client.post("/refused")
        client.post("/broken")
        client.post("/uncommittable")
    assert client.post("/good").status_code == 201


def test_writers_wait_for_each_other_and_readers_do_not_wait(tmp_path: Path) -> None:
    async def scene() -> list[str]:
        database = Database(database_url("sqlite:///x", tmp_path), Options(pool_size=20))
        async with database.engine.begin() as connection:
            await connection.run_sync(Row.metadata.create_all)
        events: list[str] = []

        async def write(number: int) -> None:
            async with database.transaction() as session:
                seen = await session.scalar(select(func.count()).select_from(Quota))
                session.add(_row(f"{seen}"))

        async with database.transaction() as session:
            session.add(_row("slow"))
            await session.flush()
            waiting = [asyncio.create_task(write(number)) for number in range(10)]
            async with database.transaction(writes=False) as reader:
                events.append(f"read {await reader.scalar(select(func.count()).select_from(Quota))}")
        await asyncio.gather(*waiting)
        async with database.transaction(writes=False) as reader:
            events += sorted(await reader.scalars(select(Quota.subject).where(Quota.subject != "slow")), key=int)
        await database.close()
        return events

    assert asyncio.run(scene()) == ["read 0", *map(str, range(1, 11))]


@pytest.mark.parametrize(
    "url", ["", "nonsense", "oracle://x/y", "sqlite://", "sqlite:///:memory:", "mysql://host", "postgresql://host/"]
)
def test_a_database_that_cannot_be_ours_is_named_with_the_mend(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^database\.url: "):
        database_url(url, tmp_path)
