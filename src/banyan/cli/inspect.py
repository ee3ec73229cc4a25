from __future__ import annotations

import json
import sys

import rich_click as click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from banyan.cli.options import config_option, data_option
from banyan.config import describe_settings
from banyan.policy import Route
from banyan.policy.route import declared
from banyan.server.doctor import examine
from banyan.server.site import load_site


@click.command()
@data_option
@config_option
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def settings(as_json: bool) -> None:
    """Every setting with its value, where it comes from and what it means; secrets are masked.

    Example: banyan settings --json
    """
    lines = describe_settings(load_site().loaded)
    if as_json:
        click.echo(json.dumps([vars(line) for line in lines], ensure_ascii=False, default=str))
    elif sys.stdout.isatty():
        table = Table("setting", "value", "from", "what it means")
        for line in lines:
            table.add_row(line.key, json.dumps(line.value, ensure_ascii=False, default=str), line.source, line.meaning)
        Console().print(table)
    else:
        for line in lines:
            click.echo(f"{line.key} = {json.dumps(line.value, ensure_ascii=False, default=str)}  ({line.source})")


@click.command()
@data_option
@config_option
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def policies(as_json: bool) -> None:
    """The site's routes with what their handlers declare: caches, stand-ins.

    Example: banyan policies --json
    """
    routes = load_site().table.routes
    if as_json:
        click.echo(json.dumps([route.as_json() for route in routes], ensure_ascii=False, default=str))
    elif sys.stdout.isatty():
        table = Table("path", "methods", "name", "policies")
        for route in routes:
            table.add_row(escape(route.path), " ".join(route.methods), route.name, escape(_policies(route, "\n")))
        Console().print(table)
    else:
        for route in routes:
            click.echo(f"{' '.join(route.methods)} {route.path}  {route.name}  {_policies(route, ', ')}".rstrip())


def _policies(route: Route, between: str) -> str:
    """As they are written."""
    return between.join(
        f"{type(policy).__name__}({', '.join(f'{name}={value!r}' for name, value in declared(policy).items())})"
        for policy in route.policies
    )


@click.command()
@data_option
@config_option
def doctor() -> None:
    """What this machine lacks, each with the command that gets it. Exit code 1 if something is missing.

    Example: banyan doctor
    """
    findings = examine(load_site())
    for finding in findings:
        click.echo(f"{'ok  ' if finding.well else 'FAIL'} {finding.about}")
        if not finding.well:
            click.echo(f"     mend: {finding.mend}")
    if not all(finding.well for finding in findings):
        sys.exit(1)
