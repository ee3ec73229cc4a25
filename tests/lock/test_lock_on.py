"""api-layer 13: `lock_on` an argument, on functions and on Litestar's handlers and dependencies."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
from litestar import Controller, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts import Quota
from banyan.api import Module
from banyan.base import ambient, utc_now
from banyan.data import Row
from banyan.lock import HeldLock, LockBusy, Locks, MemoryLockStore, lock_name, lock_on
from banyan.metrics import NodeMetrics
from banyan.server.app import build_app
from banyan.server.services import open_services
from banyan.server.site import Site, build_table, load_site
from tests.servers.redis import RedisTestServer

most_inside = 0
inside: dict[int, int] = {}


async def _work(student: int) -> None:
    global most_inside
    inside[student] = inside.get(student, 0) + 1
    most_inside = max(most_inside, inside[student])
    await asyncio.sleep(0.01)
    inside[student] -= 1


@post("/students/{student_id:int}/handler")
@lock_on("student_id", wait=30)
async def handler(student_id: FromPath[int], held: HeldLock, locks: NamedDependency[Locks]) -> dict[str, int]:
    """What it does."""
    await _work(student_id)
    return {"fence": held.fence}


@lock_on("student_id", wait=30)
async def provide_grade(student_id: FromPath[int], held: Annotated[HeldLock, "the lock"]) -> int:
    await _work(student_id)
    return held.fence


@post("/students/{student_id:int}/dependency", dependencies={"grade": Provide(provide_grade)})
async def with_dependency(grade: NamedDependency[int]) -> dict[str, int]:
    return {"fence": grade}


class Students(Controller):
    path = "/students/{student_id:int}"

    @post("/controller")
    @lock_on("student_id", wait=30)
    async def in_controller(self, student_id: FromPath[int], *, held: HeldLock) -> dict[str, int]:
        await _work(student_id)
        return {"fence": held.fence}

    @post("/busy")
    @lock_on("student_id", name="busy", wait=0)
    async def busy(self, student_id: FromPath[int], locks: NamedDependency[Locks]) -> dict[str, int]:
        async with locks.hold(lock_name("busy", student_id), wait=0):
            return {}

    @post("/row")
    @lock_on("student_id", wait=30)
    async def row(self, student_id: FromPath[int], session: NamedDependency[AsyncSession]) -> dict[str, int]:
        """Reads and writes in the request's own transaction, which is committed after this has returned."""
        row = (await session.scalars(select(Quota).where(Quota.subject == "a"))).one()
        taken = row.taken
        await asyncio.sleep(0.005)
        row.taken = taken + 1
        return {"fence": taken}


module = Module(name="school", owns=("/students",), controllers=[handler, with_dependency, Students])


@asynccontextmanager
async def worker(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    """The site's whole application, as one worker process has it."""
    app = build_app(site, site.folder.node(), behind_gateway=True, log=None, metrics=NodeMetrics("test", None, dict))
    inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    outbox: asyncio.Queue[Any] = asyncio.Queue()
    living = asyncio.create_task(app({"type": "lifespan", "asgi": {"version": "3.0"}}, inbox.get, outbox.put))
    await inbox.put({"type": "lifespan.startup"})
    assert (await outbox.get())["type"] == "lifespan.startup.complete"
    try:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://site") as client:
            yield client
    finally:
        await inbox.put({"type": "lifespan.shutdown"})
        await living


@pytest.fixture(params=["machine", "redis"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    environ = {"BANYAN_DATA": str(tmp_path), "BANYAN_DATABASE__POOL_SIZE": "20"}
    if request.param == "redis":
        server: RedisTestServer = request.getfixturevalue("redis_test_server")
        environ |= {"BANYAN_REDIS__URL": server.url, "BANYAN_REDIS__TIMEOUT": "2"}
    (tmp_path / "db").mkdir()
    (tmp_path / "mail").mkdir()
    (tmp_path / "secret").write_text("s" * 64)
    return Site(load_site(environ).loaded, (module,), build_table((module,)))


@pytest.mark.parametrize("path", ["handler", "dependency", "controller"])
def test_point_13_one_call_at_a_time_for_a_value_over_all_workers(site: Site, path: str) -> None:
    async def scene() -> list[int]:
        global most_inside
        most_inside = 0
        async with AsyncExitStack() as stack:
            workers = [await stack.enter_async_context(worker(site)) for _ in range(2)]
            calls = [client.post(f"/students/7/{path}") for _ in range(5) for client in workers]
            answers = await asyncio.gather(*calls)
            assert {answer.status_code for answer in answers} == {201}
            assert most_inside == 1
            return [answer.json()["fence"] for answer in answers]

    fences = asyncio.run(scene())
    assert len(set(fences)) == 10


def test_point_13_other_values_do_not_wait_for_each_other(site: Site) -> None:
    async def scene() -> None:
        async with worker(site) as client, asyncio.timeout(30):
            services = await open_services(site, site.folder.node() / "control.json")
            async with services.locks.hold(lock_name(f"{__name__}.Students.in_controller", 1)):
                waiting = asyncio.create_task(client.post("/students/1/controller"))
                answer = await client.post("/students/2/controller")
                assert (answer.status_code, waiting.done()) == (201, False)
            assert (await waiting).status_code == 201
            await services.close()

    asyncio.run(scene())


def test_point_13_a_lock_that_is_busy_is_a_409_with_retry_after(site: Site) -> None:
    async def scene() -> httpx.Response:
        async with worker(site) as client:
            return await client.post("/students/7/busy")

    answer = asyncio.run(scene())
    assert (answer.status_code, answer.headers["retry-after"]) == (409, "1")
    assert "try again" in answer.text
    assert "7" not in answer.json()["detail"]


def test_point_13_the_request_s_transaction_is_committed_under_the_lock(site: Site) -> None:
    async def scene() -> list[int]:
        services = await open_services(site, site.folder.node() / "control.json")
        async with services.database.engine.begin() as connection:
            await connection.run_sync(Row.metadata.create_all)
        async with services.database.transaction() as session:
            session.add(Quota(subject="a", taken=0, ends_at=utc_now()))
        await services.close()
        async with worker(site) as one, worker(site) as other:
            answers = await asyncio.gather(
                *(client.post("/students/7/row") for _ in range(5) for client in (one, other))
            )
            return sorted(answer.json()["fence"] for answer in answers)

    assert asyncio.run(scene()) == list(range(10))


def test_point_13_it_keeps_name_docstring_and_signature() -> None:
    @lock_on("student_id")
    async def grade(held: HeldLock, student_id: int, *, term: str = "now") -> str:
        """What it does."""
        return f"{student_id} {term} {held.fence > 0}"

    async def scene() -> None:
        with ambient({Locks: Locks(MemoryLockStore())}):
            assert await grade(7) == "7 now True"  # type: ignore[arg-type, call-arg]
            assert await grade(student_id=7, term="then") == "7 then True"  # type: ignore[call-arg]

    assert (grade.__name__, grade.__doc__) == ("grade", "What it does.")
    assert str(inspect.signature(grade)) == "(student_id: 'int', *, term: 'str' = 'now') -> 'str'"
    assert inspect.iscoroutinefunction(grade)
    assert handler.fn.__doc__ == "What it does."
    asyncio.run(scene())


def test_point_13_the_lock_is_on_the_values_however_they_are_passed() -> None:
    @lock_on("b", "a", name="pair", wait=0)
    async def pair(a: int, b: str = "x") -> None:
        async with locks.hold(lock_name("pair", "x", 1), wait=0):
            pass

    locks = Locks(MemoryLockStore())

    async def scene() -> None:
        with ambient({Locks: locks}):
            for call in (lambda: pair(1), lambda: pair(a=1), lambda: pair(1, "x"), lambda: pair(b="x", a=1)):
                with pytest.raises(LockBusy):
                    await call()
            await pair(2)

    asyncio.run(scene())


def test_what_cannot_be_locked_is_said_where_it_is_written() -> None:
    with pytest.raises(TypeError, match="no argument student"):

        @lock_on("student")
        async def misspelt(student_id: int) -> None: ...

    with pytest.raises(TypeError, match="async function"):
        lock_on("a")(lambda a: a)

    async def generator() -> AsyncIterator[int]:
        yield 1

    with pytest.raises(TypeError, match="async function"):
        lock_on()(generator)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="below a route's decorator"):
        lock_on("student_id")(handler)  # type: ignore[arg-type]


def test_outside_a_site_there_are_no_locks() -> None:
    @lock_on()
    async def alone() -> None: ...

    with pytest.raises(LookupError, match="no Locks here"):
        asyncio.run(alone())
