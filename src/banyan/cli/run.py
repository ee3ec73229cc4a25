from __future__ import annotations

import os
import pwd

import rich_click as click

from banyan.cli.options import config_option, data_option
from banyan.server.nodes import app_user, gate, node_plan, python_command
from banyan.server.plans import write_plan
from banyan.server.prepare import prepare
from banyan.server.processes import read_pid
from banyan.server.site import load_site


@click.command()
@data_option
@config_option
@click.option("--node", type=click.IntRange(1, 64), default=1, show_default=True, help="Its number on this machine.")
@click.option(
    "--listen",
    metavar="HOST:PORT",
    callback=lambda context, parameter, value: _host_and_port(value) if value else None,
    help="Listen on TCP for gateways on other machines; they show a token made from `site.secret`.",
)
def run(node: int, listen: tuple[str, int] | None) -> None:
    """Run one app node on its socket in the foreground: what a unit or a container of a fleet calls.

    Example: banyan run --node 2 --data /srv/site
    """
    site = load_site()
    running = read_pid(site.folder.node_pid_file(node), "banyan")
    if running:
        raise click.UsageError(f"node {node} runs already, as process {running}; give this one another --node")
    prepare(site, nodes=(node,))
    gate(site.folder).unlink(missing_ok=True)
    plan_file = site.folder.run / f"app-{node}.json"
    plan = node_plan(site.loaded, behind_gateway=True, number=node, listen=listen, leaves_gently=True)
    write_plan(plan, plan_file)
    user = app_user(site.loaded)
    if user.warning:
        click.echo(f"banyan: warning: {user.warning}", err=True)
    if user.uid is not None and user.gid is not None:
        os.setgroups([])
        os.setgid(user.gid)
        os.setuid(user.uid)
        os.environ["HOME"] = pwd.getpwuid(user.uid).pw_dir
    command = python_command("banyan.server.node", str(plan_file))
    os.execv(command[0], command)


def _host_and_port(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise click.BadParameter("write HOST:PORT, for example 10.0.0.5:8001")
    return host, int(port)
