"""Redis stopped, frozen and started again under load: nobody is refused or kept waiting, and nothing old is shown."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.load import load
from tests.servers.databases import DatabaseTestServer
from tests.servers.redis import RedisTestServer, redis_server
from tests.sites import TestSite, running_site

# How long answers take is the site's business here, not that of tests beside it.
pytestmark = pytest.mark.alone
_SECONDS = 2.0
_LATE = 0.2


@dataclass
class Seen:
    statuses: set[int] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)

    @property
    def late(self) -> float:
        """The share of answers that took longer than they may."""
        return sum(each > _LATE for each in self.seconds) / len(self.seconds)


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisTestServer]:
    with redis_server() as running:
        yield running


@pytest.fixture(scope="module")
def site(mariadb: DatabaseTestServer, redis: RedisTestServer) -> Iterator[TestSite]:
    settings = {
        "BANYAN_DATABASE__URL": mariadb.new_database(),
        "BANYAN_REDIS__URL": redis.url,
        "BANYAN_APP__WORKERS": "1",
    }
    with running_site(settings=settings, modules=[Path(__file__).parent / "modules/number.py"]) as running:
        running.query("CREATE TABLE number (id INTEGER PRIMARY KEY, value INTEGER)")
        running.query("INSERT INTO number VALUES (1, 0)")
        yield running


def _frozen(redis: RedisTestServer) -> None:
    with redis.server.frozen():
        time.sleep(_SECONDS)


def _gone(redis: RedisTestServer) -> None:
    redis.server.kill()
    time.sleep(_SECONDS)
    redis.server.start()


def _restarted(redis: RedisTestServer) -> None:
    redis.server.restart()
    time.sleep(_SECONDS)


@pytest.mark.parametrize("trouble", [_frozen, _gone, _restarted])
def test_no_5xx_no_waiting_and_what_is_read_is_what_was_written(
    site: TestSite, redis: RedisTestServer, trouble: Callable[[RedisTestServer], None]
) -> None:
    seen, local = Seen(), threading.local()

    def work(number: int) -> None:
        client: httpx.Client = local.__dict__.setdefault("client", site.client())
        answer = client.get("/number")
        seen.statuses.add(answer.status_code)
        seen.seconds.append(answer.elapsed.total_seconds())
        # One writer, of which nobody else makes anything stale: what it has written it must read.
        if number % 10 == 0:
            with writing:
                assert client.put(f"/number/{number}").status_code == 200
                assert client.get("/number").json() == {"value": number}

    writing = threading.Lock()
    with load(work, threads=4):
        time.sleep(0.3)
        trouble(redis)
        time.sleep(0.5)
    assert seen.statuses == {200}
    # However slow the machine: while it was in trouble there were requests.
    assert len(seen.seconds) > 4
    assert seen.late < 0.01
