from __future__ import annotations

import json
import os

import rich_click as click

from banyan.cli.options import config_option, data_option
from banyan.config import load_settings
from banyan.server.reloading import reload_site
from banyan.server.site import load_site


@click.command()
@data_option
@config_option
def reload() -> None:
    """Take new code, settings and configuration without failing a request.

    Example: banyan reload --data var
    """
    os.environ.update(_settings_it_was_started_with())
    reload_site(load_site())
    click.echo("banyan: reloaded")


def _settings_it_was_started_with() -> dict[str, str]:
    """`up --port` is not in the file: a reload keeps it."""
    plan = load_settings(None).folder.run / "site.json"
    if not plan.is_file() or "BANYAN_GATEWAY__PORT" in os.environ:
        return {}
    return {"BANYAN_GATEWAY__PORT": str(json.loads(plan.read_text())["port"])}
