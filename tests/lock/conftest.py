from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from banyan.lock import LockStore, MemoryLockStore
from tests.lock.stores import open_store
from tests.servers.redis import RedisTestServer


@pytest.fixture(params=["machine", "redis"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store that processes share: a file's path, or the URL of an empty Redis."""
    if request.param == "machine":
        return str(tmp_path / "locks.sqlite3")
    server: RedisTestServer = request.getfixturevalue("redis_test_server")
    server.client().flushall()
    return server.url


@pytest.fixture(params=["memory", "machine", "redis"])
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], LockStore]:
    """Each call opens the same store once more, as another process would."""
    if request.param == "memory":
        only = MemoryLockStore()
        return lambda: only
    if request.param == "machine":
        return lambda: open_store(str(tmp_path / "locks.sqlite3"))
    server: RedisTestServer = request.getfixturevalue("redis_test_server")
    server.client().flushall()
    return lambda: open_store(server.url)
