from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points

import rich_click as click

from banyan.base import SettingsError
from banyan.config import load_settings


def module_command(name: str) -> click.Command | None:
    """What an installed module of that name declares as its `commands`. Whether the site is made of it the command
    itself finds out: by then its options have said which site."""
    if not entry_points(group="banyan.modules", name=name):
        return None
    # A module is loaded with its web framework, which no other command should wait for.
    from banyan.server.site import find_module

    path = find_module(name).commands
    return _load(name, path) if path else None


def named_modules() -> list[str]:
    """Of this site; none where its settings are broken, which must not keep anybody from the list of commands."""
    try:
        return load_settings(None).values.modules
    except SettingsError:
        return []


def _load(name: str, path: str) -> click.Command:
    place, _, attribute = path.partition(":")
    command = getattr(import_module(place), attribute, None)
    if not isinstance(command, click.Command):
        raise SettingsError(f"modules: {name} declares commands = {path!r}, where there is no click command")
    return command
