from __future__ import annotations

import json
import sys

import rich_click as click

from banyan.cli.options import config_option, data_option
from banyan.config import load_settings
from banyan.server.running import status as site_status
from banyan.server.running import stop_site


@click.command()
@data_option
@config_option
def down() -> None:
    """Stop all of a site; requests that are open finish first.

    Example: banyan down --data var
    """
    folder = load_settings(None).folder
    click.echo("banyan: stopped" if stop_site(folder) else f"banyan: nothing runs on {folder.root}")


@click.command()
@data_option
@config_option
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def status(as_json: bool) -> None:
    """What runs: the supervisor, the gateway and the app node with their processes. Exit code 3 if nothing does.

    Example: banyan status --json
    """
    found = site_status(load_settings(None).folder)
    if as_json:
        click.echo(json.dumps(found))
    elif not found["processes"]:
        click.echo(f"nothing runs on {found['data']}")
    else:
        for process in found["processes"]:
            click.echo(f"{process['part']:<11} {process['role']:<7} {process['pid']}")
    if not found["processes"]:
        sys.exit(3)
