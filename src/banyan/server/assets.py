from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from banyan.api import Module
from banyan.base import SettingsError


def hashed_names(folder: Path) -> dict[str, str]:
    """Each file of a module's static folder, and its public name with a hash of its content: `home.3f2a9c1b07.css`."""
    return {
        str(path.relative_to(folder)): str(path.relative_to(folder).with_name(_hashed(path)))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def asset_function(module: Module) -> Callable[[str], str]:
    """`asset(name)` of a module's templates: the public URL of one of its static files."""
    names: Mapping[str, str] = hashed_names(module.static) if module.static else {}

    def asset(name: str) -> str:
        if name not in names:
            raise SettingsError(f"{module.name}: asset({name!r}): there is no such file in its static folder")
        return f"/static/{module.name}/{names[name]}"

    return asset


def publish_assets(modules: Iterable[Module], target: Path) -> None:
    """Copy every static file under its hashed name. Old ones stay: a page that is still open asks for them."""
    for module in modules:
        if module.static is None:
            continue
        for source, public in hashed_names(module.static).items():
            copy = target / module.name / public
            if not copy.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                unfinished = copy.with_name(f".{copy.name}.{os.getpid()}")
                shutil.copyfile(module.static / source, unfinished)
                unfinished.rename(copy)


def _hashed(path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:10]
    return f"{path.stem}.{digest}{path.suffix}"
