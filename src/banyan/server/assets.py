from __future__ import annotations

import gzip
import os
from collections.abc import Iterable
from pathlib import Path

from banyan.api import Assets, Module
from banyan.pages import OWN, STATIC, StaticFolder

# The types that the gateway compresses (compression.conf), by the names' ends (mime.conf).
_COMPRESSIBLE = {".html", ".htm", ".css", ".csv", ".js", ".mjs", ".md", ".txt", ".vtt", ".xml", ".json", ".map", ".svg"}
_COMPRESSIBLE |= {".webmanifest", ".wasm", ".atom", ".rss"}
_LEAST_COMPRESSED = 256


def static_folders(modules: Iterable[Module]) -> dict[str, Path]:
    """The folders below /static/, by their names there; the design system has its own."""
    return {OWN: STATIC, **{module.name: module.static for module in modules if module.static}}


def assets_of(module: Module) -> Assets:
    return _assets(module.name, module.static)


def own_assets() -> Assets:
    return _assets(OWN, STATIC)


def publish_assets(modules: Iterable[Module], target: Path) -> None:
    """Write every static file under its hashed name, and beside it what of it goes over the wire compressed. Old ones
    stay: a page that is still open asks for them."""
    for owner, folder in static_folders(modules).items():
        for file in StaticFolder(folder).files().values():
            copy = target / owner / file.public_name
            if not copy.exists():
                _write(copy, file.content)
            compressed = copy.with_name(f"{copy.name}.gz")
            if copy.suffix in _COMPRESSIBLE and len(file.content) > _LEAST_COMPRESSED and not compressed.exists():
                _write_if_smaller(compressed, gzip.compress(file.content, 9, mtime=0), len(file.content))


def _write_if_smaller(path: Path, content: bytes, than: int) -> None:
    if len(content) < than:
        _write(path, content)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.rename(path)


def _assets(name: str, folder: Path | None) -> Assets:
    files = StaticFolder(folder).files() if folder else {}
    return Assets(name, {of: file.public_name for of, file in files.items()})
