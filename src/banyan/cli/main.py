from __future__ import annotations

import gc
import sys
from importlib import import_module

import rich_click as click

from banyan.base import BanyanError
from banyan.cli.module_commands import module_command, named_modules

# Where each command lives: only the one that is called is loaded, `status` should not wait for a web framework.
_COMMANDS = {
    "up": "banyan.cli.up",
    "down": "banyan.cli.running",
    "status": "banyan.cli.running",
    "reload": "banyan.cli.reload",
    "run": "banyan.cli.run",
    "gateway": "banyan.cli.gateway",
    "tls": "banyan.cli.tls",
    "db": "banyan.cli.database",
    "settings": "banyan.cli.inspect",
    "policies": "banyan.cli.inspect",
    "doctor": "banyan.cli.inspect",
    "switch": "banyan.cli.switch",
    "cache": "banyan.cli.cache",
    "codes": "banyan.cli.codes",
}


class _Commands(click.RichGroup):
    """Banyan's own, and below each module's name what the module declares."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(dict.fromkeys((*_COMMANDS, *named_modules())))

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return module_command(name)
        command: click.Command = getattr(import_module(_COMMANDS[name]), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="banyan", prog_name="banyan")
def banyan() -> None:
    """Banyan: your modules of Litestar controllers as a whole site, by one command.

    Example: banyan up --port 8000 --data var
    """


def main() -> None:
    """Trouble that the user can mend is one line on standard error and exit code 1; no traceback."""
    # Of half a million objects that a web framework makes as it is loaded next to none is garbage.
    gc.set_threshold(50_000)
    try:
        banyan()
    except BanyanError as error:
        click.echo(f"banyan: {error}", err=True)
        sys.exit(1)
