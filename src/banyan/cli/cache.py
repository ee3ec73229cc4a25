from __future__ import annotations

import asyncio
import getpass
import json
import socket

import rich_click as click
from rich.console import Console
from rich.table import Table

from banyan.base import EVERYTHING, SettingsError
from banyan.cli.options import config_option, data_option
from banyan.server.cache_counts import cache_counts
from banyan.server.open_control import open_control
from banyan.server.site import Site, load_site

_OUTCOMES = ("hit", "stale", "miss", "bypass")


@click.group()
def cache() -> None:
    """What is cached of answers and queries.

    Example: banyan cache purge sight:7
    """


@cache.command()
@data_option
@config_option
@click.argument("tags", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Whatever its tags.")
def purge(tags: tuple[str, ...], everything: bool) -> None:
    """Whatever is cached under one of TAGS is stale from here on, on every gateway and node: as after a write.

    Example: banyan cache purge sight:7 daytrip.sights
    """
    if bool(tags) == everything:
        raise SettingsError("cache: name tags to purge, or say --all")
    asyncio.run(_purge(load_site(), (EVERYTHING,) if everything else tags))
    click.echo(f"banyan: purged {'everything' if everything else ', '.join(tags)}")


async def _purge(site: Site, tags: tuple[str, ...]) -> None:
    async with open_control(site) as control:
        await control.purge(tags, actor=f"{getpass.getuser()}@{socket.gethostname()}")


@cache.command()
@data_option
@config_option
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def stats(as_json: bool) -> None:
    """How many requests each cached route has answered from the cache, since the site started.

    Example: banyan cache stats
    """
    counts = cache_counts(load_site())
    if as_json:
        click.echo(json.dumps(counts))
        return
    table = Table("route", *(f"{outcome}" for outcome in _OUTCOMES), "from the cache")
    for route, found in sorted(counts.items()):
        shown = sum(found.values())
        share = (found.get("hit", 0) + found.get("stale", 0)) / shown if shown else 0
        table.add_row(route, *(str(found.get(outcome, 0)) for outcome in _OUTCOMES), f"{share:.1%}")
    Console().print(table)
