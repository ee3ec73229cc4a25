from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from litestar.types import ControllerRouterHandler
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.config import SettingsModel
from banyan.data import Branch
from banyan.policy import Cors, ErrorShape, PublicFiles, problem_details


@dataclass(frozen=True)
class Module:
    """One part of a site, as its author declares it; found by the entry-point group `banyan.modules`."""

    name: str
    controllers: Sequence[ControllerRouterHandler]
    prefix: str = ""
    """Put in front of every controller's path."""
    owns: Sequence[str] = ()
    """Path prefixes for which the module answers, unknown paths below them too."""
    pages: Sequence[str] = ()
    """Those of its paths that serve pages to people: HTTP's own errors there are HTML."""
    home: str = ""
    """Where `/` leads when no controller serves it."""
    errors: ErrorShape = field(default_factory=problem_details)
    settings: type[SettingsModel] | None = None
    """The type of the module's own section of banyan.toml."""
    dependencies: Mapping[str, Any] = field(default_factory=dict)
    """Litestar dependencies of its controllers, above those that Banyan provides."""
    migrations: Branch | None = None
    public_files: Sequence[PublicFiles] = ()
    cors: Sequence[Cors] = ()
    """Which other origins may use what, path by path."""
    templates: Path | None = None
    static: Path | None = None
    """A folder of files served under /static/<name>/ with hashed names, see `asset()` in templates."""
    locales: Path | None = None
    """A folder of catalogues, a file a language: `zh-Hant-TW.po`."""
    sitemap: Callable[[AsyncSession], Awaitable[Sequence[str]]] | None = None
    """The paths of its pages that search engines may show."""
    loggers: Sequence[str] = ()
    """Loggers with a file of their own."""
    commands: str = ""
    """Where its command line is, `package.module:name` of a click command or group, loaded when it is called: `banyan
    <the module's name> …`."""
