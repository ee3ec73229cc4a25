from __future__ import annotations

import rich_click as click

from banyan.cli.options import config_option, data_option
from banyan.server.folders import make_folders
from banyan.server.site import Site, load_site


@click.group()
def db() -> None:
    """The database's schema.

    Example: banyan db upgrade
    """


@db.command()
@data_option
@config_option
@click.argument("revision", default="heads")
def upgrade(revision: str) -> None:
    """Bring the schema up to date; `banyan up` does it by itself.

    Example: banyan db upgrade
    """
    _ready_site().migrations().upgrade(revision)
    click.echo("banyan: the schema is up to date")


@db.command()
@data_option
@config_option
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the schema back to a revision; `base` takes all of it away, and its data with it.

    Example: banyan db downgrade members@base
    """
    _ready_site().migrations().downgrade(revision)
    click.echo(f"banyan: the schema is at {revision}")


@db.command()
@data_option
@config_option
@click.option("--module", "label", required=True, help="Whose branch the revision belongs to.")
@click.option("-m", "--message", required=True, help="What it does, in a few words.")
def revision(label: str, message: str) -> None:
    """Write a revision from the difference between a module's rows and the database.

    Example: banyan db revision --module members -m "uploads know their owner"
    """
    click.echo(str(_ready_site().migrations().revise(label, message)))


def _ready_site() -> Site:
    site = load_site()
    make_folders(site.folder)
    return site
