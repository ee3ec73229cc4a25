from __future__ import annotations

import os
import pwd

import rich_click as click

from banyan.cli.options import config_option, data_option
from banyan.server.nodes import app_user, gate, node_plan, python_command
from banyan.server.plans import write_plan
from banyan.server.prepare import prepare
from banyan.server.site import load_site


@click.command()
@data_option
@config_option
def run() -> None:
    """Run one app node on its socket in the foreground: what a unit or a container of a fleet calls.

    Example: banyan run --data /srv/site
    """
    site = load_site()
    prepare(site)
    gate(site.folder).unlink(missing_ok=True)
    plan = site.folder.run / "app-1.json"
    write_plan(node_plan(site.loaded, behind_gateway=True), plan)
    user = app_user(site.loaded)
    if user.warning:
        click.echo(f"banyan: warning: {user.warning}", err=True)
    if user.uid is not None and user.gid is not None:
        os.setgroups([])
        os.setgid(user.gid)
        os.setuid(user.uid)
        os.environ["HOME"] = pwd.getpwuid(user.uid).pw_dir
    command = python_command("banyan.server.node", str(plan))
    os.execv(command[0], command)
