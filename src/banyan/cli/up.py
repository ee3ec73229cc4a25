from __future__ import annotations

import json

import rich_click as click

from banyan.base import SettingsError
from banyan.cli.options import config_option, data_option, port_option
from banyan.config import LoadedSettings, load_settings
from banyan.server.nodes import public_url
from banyan.server.running import is_running
from banyan.server.starting import start_site


@click.command()
@port_option
@data_option
@config_option
@click.option("--no-gateway", is_flag=True, help="Serve alone: one worker, plain HTTP, no nginx.")
@click.option("--detach", is_flag=True, help="Return when the site answers; it goes on in the background.")
@click.option("--reload", "reload_", is_flag=True, help="Restart when the code changes; for development.")
def up(no_gateway: bool, detach: bool, reload_: bool) -> None:
    """Migrate, start the gateway and an app node, or reload them if they run.

    Example: banyan up --port 8000 --data var --detach
    """
    loaded = load_settings(None)
    if is_running(loaded.folder):
        _reload_running(loaded)
        return
    if no_gateway:
        click.echo("banyan: without the gateway: one worker, plain HTTP; TLS, compression and balancing are its work")
    start_site(loaded, with_gateway=not no_gateway, reload=reload_, detach=detach, warn=_warn)
    click.echo(f"banyan: ready on {public_url(loaded)}")


def _warn(text: str) -> None:
    click.echo(f"banyan: warning: {text}")


def _reload_running(loaded: LoadedSettings) -> None:
    plan = json.loads((loaded.folder.run / "site.json").read_text())
    if plan["port"] != loaded.values.gateway.port:
        raise SettingsError(
            f"{loaded.folder.root} runs on port {plan['port']} already; "
            f"stop it first: banyan down --data {loaded.folder.root}"
        )
    from banyan.server.reloading import reload_site
    from banyan.server.site import load_site

    reload_site(load_site())
    click.echo(f"banyan: it ran already and has been reloaded: {public_url(loaded)}")
