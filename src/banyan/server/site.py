from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from banyan import accounts, control, data
from banyan.api import Module, PublicLinks
from banyan.base import SettingsError
from banyan.config import DataFolder, LoadedSettings, Settings, UpstreamSection, load_settings
from banyan.data import Branch, Migrations, database_url
from banyan.policy import Area, SiteTable, is_internal
from banyan.server.nodes import public_url
from banyan.server.routes import site_routes

# Banyan's own paths, which every site has.
_OWN_LOG_FILES = ("banyan", "request")


@dataclass(frozen=True)
class Site:
    """A site as its settings and modules make it: everything there is to know before anything runs."""

    loaded: LoadedSettings
    modules: tuple[Module, ...]
    table: SiteTable

    @property
    def settings(self) -> Settings:
        return self.loaded.values

    @property
    def folder(self) -> DataFolder:
        return self.loaded.folder

    @property
    def public_url(self) -> str:
        return public_url(self.loaded)

    @property
    def log_files(self) -> tuple[str, ...]:
        return (*_OWN_LOG_FILES, *(name for module in self.modules for name in module.loggers))

    @property
    def storage_url(self) -> str:
        return _from_data_folder(self.settings.storage.url, "storage.url", self.folder)

    @property
    def spool(self) -> Path:
        """Where uploads are on their way: beside what is kept, or with the data where that is elsewhere."""
        return self.files_root or self.folder.files

    @property
    def public_links(self) -> PublicLinks:
        return PublicLinks(self.public_url, self.settings.storage.public_url.rstrip("/"))

    @property
    def storage_keys(self) -> dict[str, str]:
        """For `open_storage`."""
        section = self.settings.storage
        return {
            "access_key": section.access_key.get_secret_value(),
            "secret_key": section.secret_key.get_secret_value(),
        }

    @property
    def files_root(self) -> Path | None:
        """The folder of stored objects, when they are in one."""
        return Path(self.storage_url.removeprefix("file://")) if self.storage_url.startswith("file://") else None

    @property
    def app_addresses(self) -> list[UpstreamSection]:
        # Not checked as a setting is: the folder may be called as it likes.
        return [
            UpstreamSection.model_construct(
                address=f"unix:{self.folder.app_socket(number)}", weight=1, max_fails=0, fail_timeout=5
            )
            for number in range(1, self.settings.app.nodes + 1)
        ]

    def migrations(self) -> Migrations:
        branches = [
            Branch("data", Path(data.__file__).parent / "migrations" / "versions"),
            Branch("control", Path(control.__file__).parent / "migrations"),
            Branch("accounts", Path(accounts.__file__).parent / "migrations"),
        ]
        branches += [module.migrations for module in self.modules if module.migrations]
        return Migrations(database_url(self.settings.database.url, self.folder.root), branches)


def load_site(environ: Mapping[str, str] | None = None) -> Site:
    """Settings, then the modules they name, then the modules' own settings. Raises SettingsError."""
    environ = os.environ if environ is None else environ
    names = load_settings(None, environ).values.modules
    modules = tuple(find_module(name) for name in names)
    sections = {module.name: module.settings for module in modules if module.settings}
    loaded = load_settings(sections, environ)
    _check(modules)
    return Site(loaded, modules, build_table(modules))


def build_table(modules: tuple[Module, ...]) -> SiteTable:
    areas = [Area(prefix, module.name) for module in modules for prefix in module.owns if prefix not in module.pages]
    areas += [Area(page, module.name, page=True) for module in modules for page in module.pages]
    return SiteTable(
        shapes={module.name: module.errors for module in modules},
        areas=tuple(areas),
        public_files=tuple(files for module in modules for files in module.public_files),
        cors=tuple(policy for module in modules for policy in module.cors),
        routes=site_routes(modules),
    )


def find_module(name: str) -> Module:
    """An installed module, whether a site is made of it or not. Raises SettingsError."""
    found = entry_points(group="banyan.modules", name=name)
    if not found:
        known = ", ".join(sorted(point.name for point in entry_points(group="banyan.modules"))) or "none"
        raise SettingsError(f"modules: there is no module {name!r}; installed: {known}")
    module = next(iter(found)).load()
    if not isinstance(module, Module):
        raise SettingsError(f"modules: the entry point of {name!r} is not a banyan.api.Module")
    return module


def _check(modules: tuple[Module, ...]) -> None:
    """What would surprise at run time is refused at start."""
    owners: dict[str, str] = {}
    for module in modules:
        if re.fullmatch(r"[a-z][a-z0-9_]{0,40}", module.name) is None or module.name in {
            "banyan",
            *Settings.model_fields,
        }:
            raise SettingsError(f"modules: {module.name!r} cannot be a module's name; choose another in its Module(…)")
        for prefix in (*module.owns, *module.pages):
            if prefix != "/" and (not prefix.startswith("/") or prefix.endswith("/")):
                raise SettingsError(f"modules: {module.name} owns {prefix!r}; write it as /prefix, no slash at the end")
            if is_internal(prefix):
                raise SettingsError(f"modules: {module.name} owns {prefix}, which is the site's own; choose another")
            if owners.setdefault(prefix, module.name) != module.name:
                raise SettingsError(f"modules: {module.name} and {owners[prefix]} both own {prefix}")


def _from_data_folder(url: str, key: str, folder: DataFolder) -> str:
    if not url.startswith("file://"):
        return url
    path = Path(url.removeprefix("file://"))
    if not path.is_absolute():
        raise SettingsError(f"{key}: write file:///folder, with three slashes")
    return f"file://{path if path.is_dir() else folder.root / path.relative_to('/')}"
