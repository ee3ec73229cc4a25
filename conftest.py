"""Fixtures that every test folder shares."""

import gc

import pytest

from tests.chromium import chromium
from tests.servers.databases import database_url_text, mariadb, postgresql
from tests.servers.redis import redis_test_server
from tests.sites import alone_site, gateway_site, mariadb_site, postgresql_site, site

__all__ = [
    "alone_site",
    "anyio_backend",
    "chromium",
    "database_url_text",
    "gateway_site",
    "mariadb",
    "mariadb_site",
    "postgresql",
    "postgresql_site",
    "redis_test_server",
    "site",
]


def pytest_sessionstart() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    """Half a million objects are there by now and stay: looking through them again and again would take a third of this
    process's time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Tests marked `anyio` are coroutines; sites run on asyncio."""
    return "asyncio"
