from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from banyan.control import Control
from banyan.data import DatabaseLog
from banyan.server.beside import open_beside
from banyan.server.site import Site


@asynccontextmanager
async def open_control(site: Site) -> AsyncIterator[Control]:
    """For a program beside the site."""
    async with open_beside(site) as database:
        yield Control(database, DatabaseLog(database))
