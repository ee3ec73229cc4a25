"""`banyan daytrip …`"""

from __future__ import annotations

import sys
from pathlib import Path

import rich_click as click
from rich.console import Console
from rich.progress import Progress

from banyan.commands import SiteAtHand, at_site, config_option, data_option
from daytrip.opendata import DataFile, Imported, import_sights, read_data_file

_SOME_BROKEN = 3


@click.group()
def daytrip() -> None:
    """Day trip's sights.

    Example: banyan daytrip import taipei-attractions.json
    """


@daytrip.command("import")
@data_option
@config_option
@click.argument("file", type=click.Path(path_type=Path))
def import_file(file: Path) -> None:
    """Take the sights of the city's open data, of either generation; again it changes nothing.

    A row that is broken is named, and the rest goes in: exit code 3. A broken file changes nothing: exit code 1.

    Example: banyan daytrip import taipei-attractions.json --data var
    """
    found = read_data_file(file)
    imported = at_site("daytrip", lambda site: _import(site, found))
    _report(found, imported)
    if found.broken:
        sys.exit(_SOME_BROKEN)


async def _import(site: SiteAtHand, found: DataFile) -> Imported:
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("importing", total=len(found.sights))
        return await import_sights(site.database, found.sights, lambda done: progress.advance(task, done))


def _report(found: DataFile, imported: Imported) -> None:
    pictures = sum(len(sight.pictures) for sight in found.sights)
    passed_over = sum(sight.passed_over for sight in found.sights)
    click.echo(
        f"banyan: {len(found.sights)} sights with {pictures} pictures: "
        f"{imported.new} new, {imported.changed} changed, {imported.unchanged} unchanged"
    )
    if passed_over:
        click.echo(f"banyan: {passed_over} files are no pictures and were left out")
    if imported.withdrawn:
        click.echo(f"banyan: {imported.withdrawn} sights of the shipped set have gone")
    for row in found.broken:
        click.echo(f"banyan: row {row.number} is broken: {row.reason}", err=True)
