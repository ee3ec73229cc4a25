"""Sites that show day trip alone, with the sights that it ships."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from daytrip_browser import pages_site, reader
from daytrip_client import DAYTRIP

from tests.servers.databases import DatabaseTestServer
from tests.sites import TestSite, running_site

__all__ = ["day_site", "empty_site", "pages_site", "reader"]


@pytest.fixture(scope="session", params=["gateway", "alone", "mariadb", "postgresql"])
def day_site(request: pytest.FixtureRequest) -> Iterator[TestSite]:
    """The same contract behind the gateway and without it, on SQLite, MariaDB and PostgreSQL. Nobody changes its
    sights."""
    settings = dict(DAYTRIP)
    if request.param in ("mariadb", "postgresql"):
        server: DatabaseTestServer = request.getfixturevalue(request.param)
        settings["BANYAN_DATABASE__URL"] = server.new_database()
    with running_site(gateway=request.param != "alone", settings=settings) as running:
        yield running


@pytest.fixture
def empty_site(database_url_text: str) -> Iterator[TestSite]:
    """One to import into, on each database."""
    settings = {**DAYTRIP, "BANYAN_DATABASE__URL": database_url_text}
    with running_site(gateway=False, settings=settings) as running:
        yield running
