from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from banyan.api import PublicLinks
from banyan.base import Invalidation, SettingsError
from banyan.config import SettingsModel
from banyan.data import Database
from banyan.server.beside import open_beside
from banyan.server.prepare import prepare
from banyan.server.site import Site, load_site
from banyan.storage import Storage, open_storage

T = TypeVar("T")
# Within which every node has heard of a write: the follower's promise.
_HEARD_SECONDS = 1.0


@dataclass(frozen=True)
class SiteAtHand:
    """What a command has of the site, under the names by which handlers ask for it; `settings`: the module's own."""

    database: Database
    storage: Storage
    settings: SettingsModel | None
    public_url: str
    public_links: PublicLinks


def at_site(module: str, work: Callable[[SiteAtHand], Awaitable[T]]) -> T:
    """Do `work` on the site that banyan.toml and the options name, which may run meanwhile or not. Its schema is
    brought up to date first; when it returns, nodes that run have heard of what `work` invalidated.

    Raises SettingsError where that site is made without `module`.
    """
    site = load_site()
    if module not in {each.name for each in site.modules}:
        raise SettingsError(f"modules: this site is made without {module!r}; name it in banyan.toml")
    prepare(site)
    return asyncio.run(_open_and_do(site, module, work))


async def _open_and_do(site: Site, module: str, work: Callable[[SiteAtHand], Awaitable[T]]) -> T:
    has_settings = any(each.name == module and each.settings for each in site.modules)
    async with open_beside(site) as database:
        committed: list[Invalidation] = []
        database.on_commit.append(committed.append)
        at_hand = SiteAtHand(
            database=database,
            storage=open_storage(site.storage_url, spool=site.spool, **site.storage_keys),
            settings=site.loaded.section(module) if has_settings else None,
            public_url=site.public_url,
            public_links=site.public_links,
        )
        done = await work(at_hand)
    if committed:
        await asyncio.sleep(_HEARD_SECONDS)
    return done
