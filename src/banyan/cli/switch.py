from __future__ import annotations

import asyncio
import getpass
import json
import socket
from collections.abc import Awaitable, Callable
from typing import TypeVar

import rich_click as click

from banyan.base import SettingsError
from banyan.cli.options import config_option, data_option
from banyan.control import Control
from banyan.policy import Position
from banyan.server.open_control import open_control
from banyan.server.site import Site, load_site
from banyan.server.switches import switch_names

T = TypeVar("T")


@click.command()
@data_option
@config_option
@click.argument("name", required=False)
@click.argument("position", required=False, type=click.Choice(["auto", "normal", "degraded"]))
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.option("--undeclared", is_flag=True, help="Turn a switch that no loaded module declares.")
def switch(name: str | None, position: Position | None, as_json: bool, undeclared: bool) -> None:
    """Look at degrade switches, or turn one: seen by every worker and node within a second.

    On `auto` the part's breaker decides, on `normal` the part is always asked, on `degraded` never.

    Example: banyan switch student.grade degraded
    """
    site = load_site()
    names = switch_names(site)
    if name is not None and name not in names and not undeclared:
        known = ", ".join(sorted(names)) or "none"
        raise SettingsError(f"switch: no loaded module declares {name!r}; declared: {known} (or add --undeclared)")
    if name is None:
        _show_all(site, names, as_json=as_json)
    elif position is None:
        _show(site, name, as_json=as_json)
    else:
        _turn(site, name, position, as_json=as_json)


def _show_all(site: Site, names: frozenset[str], *, as_json: bool) -> None:
    turned = _with_control(site, lambda control: control.document()).switches
    positions = {name: turned.get(name, "auto") for name in sorted({*names, *turned})}
    if as_json:
        click.echo(json.dumps(positions))
        return
    for name, position in positions.items():
        click.echo(f"{position:<9} {name}")
    if not positions:
        click.echo("no module declares a degradable part")


def _show(site: Site, name: str, *, as_json: bool) -> None:
    async def ask(control: Control) -> tuple[str, list[dict[str, str]]]:
        document = await control.document()
        changes = [
            {"at": change.created_at.isoformat(), "by": change.actor, "from": change.before, "to": change.after}
            for change in await control.history(f"switch {name}")
        ]
        return document.switches.get(name, "auto"), changes

    position, changes = _with_control(site, ask)
    if as_json:
        click.echo(json.dumps({"name": name, "position": position, "changes": changes}))
        return
    click.echo(f"{name} stands on {position}")
    for change in changes:
        click.echo(f"{change['at'][:19]}  {change['from']} -> {change['to']}  by {change['by']}")


def _turn(site: Site, name: str, position: Position, *, as_json: bool) -> None:
    actor = f"{getpass.getuser()}@{socket.gethostname()}"
    before = _with_control(site, lambda control: control.turn_switch(name, position, actor=actor))
    if as_json:
        click.echo(json.dumps({"name": name, "position": position, "before": before}))
    else:
        click.echo(f"banyan: {name} was on {before}, is on {position}")


def _with_control(site: Site, work: Callable[[Control], Awaitable[T]]) -> T:
    async def run() -> T:
        async with open_control(site) as control:
            return await work(control)

    return asyncio.run(run())
