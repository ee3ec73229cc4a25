from __future__ import annotations

import sys

import rich_click as click

from banyan.base import BanyanError
from banyan.cli.database import db
from banyan.cli.gateway import gateway
from banyan.cli.inspect import codes, doctor, settings
from banyan.cli.site import down, reload, run, status, up


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="banyan", prog_name="banyan")
def banyan() -> None:
    """Banyan: your modules of Litestar controllers as a whole site, by one command.

    Example: banyan up --port 8000 --data var
    """


for _command in (up, down, status, reload, run, gateway, db, settings, doctor, codes):
    banyan.add_command(_command)


def main() -> None:
    """Trouble that the user can mend is one line on standard error and exit code 1; no traceback."""
    try:
        banyan(standalone_mode=False)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BanyanError as error:
        click.echo(f"banyan: {error}", err=True)
        sys.exit(1)
