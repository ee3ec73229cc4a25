from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from banyan.api import Assets, Module
from banyan.pages import OWN, STATIC, StaticFolder


def static_folders(modules: Iterable[Module]) -> dict[str, Path]:
    """The folders below /static/, by their names there; the design system has its own."""
    return {OWN: STATIC, **{module.name: module.static for module in modules if module.static}}


def assets_of(module: Module) -> Assets:
    return _assets(module.name, module.static)


def own_assets() -> Assets:
    return _assets(OWN, STATIC)


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


def _assets(name: str, folder: Path | None) -> Assets:
    files = StaticFolder(folder).files() if folder else {}
    return Assets(name, {of: file.public_name for of, file in files.items()})
