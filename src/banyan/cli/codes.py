from __future__ import annotations

import json

import rich_click as click

from banyan.cli.options import config_option, data_option
from banyan.config import load_settings
from banyan.notify import read_sent


@click.command()
@data_option
@config_option
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def codes(as_json: bool) -> None:
    """The codes and links that the development sender put into the data folder, newest first.

    Example: banyan codes --data var
    """
    sent = read_sent(load_settings(None).folder.mail)
    if as_json:
        click.echo(json.dumps(sent, ensure_ascii=False))
        return
    for message in sent:
        said = message.get("code") or message.get("link") or message["template"]
        click.echo(f"{message['sent_at'][:19]}  {message['to']}  {said}")
    if not sent:
        click.echo("no codes have been sent")
