from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from banyan.api import Assets, Module


def hashed_names(folder: Path) -> dict[str, str]:
    """Each file of a module's static folder, and its public name with a hash of its content: `home.3f2a9c1b07.css`."""
    return {
        str(path.relative_to(folder)): str(path.relative_to(folder).with_name(_hashed(path)))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def assets_of(module: Module) -> Assets:
    return Assets(module.name, hashed_names(module.static) if module.static else {})


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
