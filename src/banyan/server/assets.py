from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from banyan.api import Module
from banyan.base import SettingsError
from banyan.pages import STATIC, StaticFolder

# Where the design system's own files are: /static/banyan/.
OWN = "banyan"


def static_folders(modules: Iterable[Module]) -> dict[str, Path]:
    """The folders below /static/, by their names there."""
    return {OWN: STATIC, **{module.name: module.static for module in modules if module.static}}


def asset_function(owner: str, folder: Path | None) -> Callable[[str], str]:
    """`asset(name)` of a module's templates: the public URL of one of its static files."""
    files = StaticFolder(folder).files() if folder else {}

    def asset(name: str) -> str:
        if name not in files:
            raise SettingsError(f"{owner}: asset({name!r}): there is no such file in its static folder")
        return f"/static/{owner}/{files[name].public_name}"

    return asset


def publish_assets(modules: Iterable[Module], target: Path) -> None:
    """Write every static file under its hashed name. Old ones stay: a page that is still open asks for them."""
    for owner, folder in static_folders(modules).items():
        for file in StaticFolder(folder).files().values():
            copy = target / owner / file.public_name
            if not copy.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                unfinished = copy.with_name(f".{copy.name}.{os.getpid()}")
                unfinished.write_bytes(file.content)
                unfinished.rename(copy)
