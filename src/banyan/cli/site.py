from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

import rich_click as click

from banyan.base import SettingsError
from banyan.cli.options import config_option, data_option, port_option
from banyan.config import load_settings
from banyan.server.plans import write_plan
from banyan.server.prepare import node_plan, prepare, python_command
from banyan.server.running import is_running, reload_site, start_site, stop_site
from banyan.server.running import status as site_status
from banyan.server.site import load_site


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
    site = load_site()
    if is_running(site.folder):
        _reload_running(site.settings.gateway.port, site.folder.root)
        return
    if no_gateway:
        click.echo("banyan: without the gateway: one worker, plain HTTP; TLS, compression and balancing are its work")
    prepared = start_site(site, with_gateway=not no_gateway, reload=reload_, detach=detach)
    for warning in prepared.warnings:
        click.echo(f"banyan: warning: {warning}")
    click.echo(f"banyan: ready on {site.public_url}")


def _reload_running(port: int, folder: object) -> None:
    site = load_site()
    plan: Mapping[str, Any] = json.loads((site.folder.run / "site.json").read_text())
    if plan["ping_port"] != port:
        raise SettingsError(
            f"{folder} runs on port {plan['ping_port']} already; stop it first: banyan down --data {folder}"
        )
    reload_site(site)
    click.echo(f"banyan: it ran already and has been reloaded: {site.public_url}")


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
    return {"BANYAN_GATEWAY__PORT": str(json.loads(plan.read_text())["ping_port"])}


@click.command()
@data_option
@config_option
def run() -> None:
    """Run one app node on its socket in the foreground: what a unit or a container of a fleet calls.

    Example: banyan run --data /srv/site
    """
    prepared = prepare(load_site())
    plan = prepared.site.folder.run / "app-1.json"
    write_plan(node_plan(prepared.site, behind_gateway=True), plan)
    for warning in prepared.warnings:
        click.echo(f"banyan: warning: {warning}", err=True)
    user = prepared.app_user
    if user.uid is not None and user.gid is not None:
        os.setgroups([])
        os.setgid(user.gid)
        os.setuid(user.uid)
    command = python_command("banyan.server.node", str(plan))
    os.execv(command[0], command)
