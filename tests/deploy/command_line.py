"""What units and containers name has to exist: their commands and options, their settings."""

from __future__ import annotations

import re
from collections.abc import Iterable

import rich_click as click

from banyan.cli.main import banyan
from banyan.config import describe_settings
from banyan.server.site import load_site

# They say where settings are; see banyan.config.load.
_NOT_SETTINGS = {"BANYAN_CONFIG"}


def check_command(words: Iterable[str]) -> None:
    """Of `banyan`'s arguments: the command is there, and takes these options with these values."""
    arguments = list(words)
    command: click.Command = banyan
    context = click.Context(banyan, info_name="banyan")
    while isinstance(command, click.Group):
        assert arguments, f"{context.command_path}: it is a group; which command?"
        name = arguments.pop(0)
        found = command.get_command(context, name)
        assert found is not None, f"there is no command `{context.command_path} {name}`"
        context = click.Context(found, info_name=name, parent=context)
        command = found
    # Only read: options' callbacks would change this process's environment.
    parsed, rest, _ = command.make_parser(context).parse_args(arguments)
    known = {parameter.name: parameter for parameter in command.params}
    for parameter, value in parsed.items():
        if isinstance(value, str):
            known[parameter].type.convert(value, known[parameter], context)
    assert len(rest) <= sum(isinstance(parameter, click.Argument) for parameter in command.params), rest


def check_settings(names: Iterable[str]) -> None:
    """Each `BANYAN_…` is a setting's name in the environment."""
    keys = {line.key for line in describe_settings(load_site({"BANYAN_MODULES": '["members"]'}).loaded)}
    known = {"BANYAN_" + key.upper().replace(".", "__") for key in keys} | _NOT_SETTINGS
    assert set(names) <= known, f"no such settings: {sorted(set(names) - known)}"


def settings_in(text: str) -> set[str]:
    return set(re.findall(r"\bBANYAN_[A-Z0-9_]+", text))
