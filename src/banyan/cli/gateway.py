from __future__ import annotations

from pathlib import Path

import rich_click as click

from banyan.cli.options import config_option, data_option, port_option
from banyan.config import load_settings
from banyan.gateway import GatewayProcess
from banyan.gateway.rotation import rotate_logs
from banyan.server.assets import publish_assets
from banyan.server.certificates import read_certificate
from banyan.server.folders import make_folders
from banyan.server.gateway_node import gateway_process, gateway_user, render_gateway, write_gateway
from banyan.server.origin import write_origin_gateway
from banyan.server.reloading import reload_gateway
from banyan.server.secret import app_token, make_secret
from banyan.server.site import Site, load_site


@click.group()
def gateway() -> None:
    """One gateway node.

    Example: banyan gateway test
    """


@gateway.command()
@data_option
@config_option
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), help="Write files here instead of printing.")
def render(to: Path | None) -> None:
    """Show the nginx configuration that the settings make; secrets are masked.

    Example: banyan gateway render --to /tmp/gateway
    """
    site = load_site()
    for path, text in sorted(render_gateway(site, gateway_user(site)).items()):
        if to is None:
            click.echo(f"# ---- {path}\n{text}")
        else:
            file = to / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")


@gateway.command()
@data_option
@config_option
def test() -> None:
    """Have nginx check the configuration; nothing that runs is touched.

    Example: banyan gateway test
    """
    site = _ready_site()
    read_certificate(site.loaded)
    gateway_process(site).test(render_gateway(site, gateway_user(site), app_token(site.loaded)))
    click.echo("banyan: the gateway's configuration is good")


@gateway.command()
@port_option
@data_option
@config_option
@click.option("--foreground", is_flag=True, help="Stay, as containers want it; Ctrl-C or QUIT stops it gracefully.")
@click.option("--upstream", metavar="URL", help="Front this HTTP back end, by its headers alone, in a site's place.")
def start(foreground: bool, upstream: str | None) -> None:
    """Test the configuration, then start the gateway, or reload it if it runs.

    Example: banyan gateway start --data var
    """
    if upstream is None:
        site = _ready_site()
        loaded, gateway = site.loaded, write_gateway(site)
    else:
        loaded = load_settings(None)
        gateway = write_origin_gateway(loaded, upstream)
    listens = f"banyan: the gateway listens on port {loaded.values.gateway.port}"
    if foreground and not gateway.running():
        click.echo(listens)
        gateway.become()
    gateway.start()
    click.echo(listens)


@gateway.command()
@data_option
@config_option
def reload() -> None:
    """Take a new configuration; open requests finish on the old one.

    Example: banyan gateway reload
    """
    reload_gateway(_ready_site())
    click.echo("banyan: the gateway has been reloaded")


@gateway.command()
@data_option
@config_option
def upgrade() -> None:
    """Change to the nginx program that is installed now, without stopping: for after a package upgrade.

    Example: banyan gateway upgrade
    """
    gateway_process(load_site()).upgrade()
    click.echo("banyan: the gateway runs the installed nginx")


@gateway.command()
@data_option
@config_option
def rotate() -> None:
    """Put the logs of days before today aside, nginx's and up.log; again on the same day it does nothing.

    Example: banyan gateway rotate
    """
    settings = load_settings(None)
    made = rotate_logs(settings.folder, keep_days=settings.values.log.keep_days, timezone=settings.values.site.timezone)
    click.echo("\n".join(f"banyan: {file}" for file in made) or "banyan: all that is in the logs is of today")


@gateway.command()
@data_option
@config_option
def stop() -> None:
    """Stop the gateway; open requests finish first.

    Example: banyan gateway stop
    """
    settings = load_settings(None)
    GatewayProcess(settings.folder, settings.values.gateway.nginx).stop(timeout=settings.values.app.stop_timeout)
    click.echo("banyan: the gateway has stopped")


def _ready_site() -> Site:
    site = load_site()
    make_folders(site.folder)
    make_secret(site.folder)
    publish_assets(site.modules, site.folder.gateway / "static")
    return site
