"""Sites that show day trip alone, with the sights that it ships."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from daytrip_browser import pages_site, reader
from daytrip_client import DAYTRIP, every
from daytrip_members import SECRET
from sqlalchemy import text

from banyan.data import Database, database_url, invalidate
from daytrip.sights import CHANGED
from tests.load import wait_until
from tests.servers.databases import DatabaseTestServer
from tests.sites import TestSite, running_site

__all__ = ["pages_site", "reader"]


# Two workers, where there is a gateway: a member is the same to both.
_SETTINGS = {**DAYTRIP, "BANYAN_SITE__SECRET": SECRET, "BANYAN_APP__WORKERS": "2"}


@pytest.fixture(scope="session")
def gateway_day_site() -> Iterator[TestSite]:
    with running_site(settings=_SETTINGS) as running:
        yield running


@pytest.fixture(scope="session")
def alone_day_site() -> Iterator[TestSite]:
    with running_site(gateway=False, settings=_SETTINGS) as running:
        yield running


@pytest.fixture(scope="session")
def mariadb_day_site(mariadb: DatabaseTestServer) -> Iterator[TestSite]:
    with running_site(settings={**_SETTINGS, "BANYAN_DATABASE__URL": mariadb.new_database()}) as running:
        yield running


@pytest.fixture(scope="session")
def postgresql_day_site(postgresql: DatabaseTestServer) -> Iterator[TestSite]:
    with running_site(settings={**_SETTINGS, "BANYAN_DATABASE__URL": postgresql.new_database()}) as running:
        yield running


# It starts nothing itself: what has parameters is ended with the last test of a file that uses one.
@pytest.fixture(scope="session", params=["gateway", "alone", "mariadb", "postgresql"])
def day_site(request: pytest.FixtureRequest) -> TestSite:
    """The same contract behind the gateway and without it, on SQLite, MariaDB and PostgreSQL. Nobody changes its
    sights; members come and go."""
    running: TestSite = request.getfixturevalue(f"{request.param}_day_site")
    return running


@pytest.fixture(scope="module", params=["sqlite", "mariadb", "postgresql"])
def importing_site(request: pytest.FixtureRequest) -> Iterator[TestSite]:
    settings = {**DAYTRIP, "BANYAN_DATABASE__URL": "sqlite:///db/site.sqlite3"}
    if request.param != "sqlite":
        server: DatabaseTestServer = request.getfixturevalue(request.param)
        settings["BANYAN_DATABASE__URL"] = server.new_database()
    with running_site(gateway=False, settings=settings) as running:
        running.query("CREATE TABLE shipped_sight AS SELECT * FROM sight")
        running.query("CREATE TABLE shipped_part AS SELECT * FROM sight_name_part")
        yield running


@pytest.fixture
def empty_site(importing_site: TestSite) -> Iterator[TestSite]:
    """One to import into, on each database: it has the shipped sights, and they are what it shows again afterwards."""
    with importing_site.client() as client:
        shipped = every(client)
        yield importing_site
        asyncio.run(_ship_again(importing_site))
        wait_until(lambda: every(client) == shipped)


async def _ship_again(site: TestSite) -> None:
    database = Database(database_url(site.environ["BANYAN_DATABASE__URL"], site.data))
    try:
        async with database.transaction() as session:
            for table in ("sight_name_part", "sight"):
                await session.execute(text(f"DELETE FROM {table}"))
            await session.execute(text("INSERT INTO sight SELECT * FROM shipped_sight"))
            await session.execute(text("INSERT INTO sight_name_part SELECT * FROM shipped_part"))
            invalidate(session, CHANGED)
    finally:
        await database.close()
