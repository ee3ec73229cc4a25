"""Everything that is made before a process starts: folders and their owners, the schema, plans."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from banyan.base import SettingsError
from banyan.config import DataFolder
from banyan.server.assets import publish_assets
from banyan.server.plans import NodePlan
from banyan.server.secret import make_secret
from banyan.server.site import Site
from banyan.server.users import ProcessUser, choose_user, program_folders


@dataclass(frozen=True)
class Prepared:
    site: Site
    app_user: ProcessUser
    gateway_user: ProcessUser

    @property
    def warnings(self) -> list[str]:
        return [user.warning for user in (self.app_user, self.gateway_user) if user.warning]


def prepare(site: Site) -> Prepared:
    """Make the data folder ready for the site, its schema too. Raises SettingsError; safe to repeat."""
    folder = site.folder
    make_folders(folder)
    make_secret(folder)
    config = [site.loaded.file.parent] if site.loaded.file else []
    app_user = choose_user("app.user", site.settings.app.user, [*program_folders(), *config, folder.root])
    gateway_user = choose_user("gateway.user", site.settings.gateway.user, [folder.root])
    site.migrations().upgrade()
    publish_assets(site.modules, folder.gateway / "static")
    _give(folder, app_user)
    return Prepared(site, app_user, gateway_user)


def node_plan(site: Site, *, behind_gateway: bool, reload: bool = False) -> NodePlan:
    settings, folder = site.settings, site.folder
    return NodePlan(
        name="app-1",
        pid_file=str(folder.run / "app-1.pid"),
        log_folder=str(folder.log),
        log_socket=str(folder.log_socket()),
        log_format=settings.log.format,
        log_keep_days=settings.log.keep_days,
        timezone=settings.site.timezone,
        # Alone there is one worker: what policies remember is in its memory.
        workers=settings.app.workers if behind_gateway else 1,
        backlog=settings.app.backlog,
        stop_timeout=settings.app.stop_timeout,
        socket=str(folder.app_socket()) if behind_gateway else None,
        host=settings.gateway.listen,
        port=settings.gateway.port,
        reload_folders=tuple(_code_folders(site)) if reload else (),
    )


def make_folders(folder: DataFolder) -> None:
    try:
        folder.root.mkdir(parents=True, exist_ok=True, mode=0o755)
        for path, mode in (
            (folder.run, 0o755),
            (folder.database, 0o700),
            (folder.files, 0o755),
            (folder.log, 0o750),
            (folder.mail, 0o700),
            (folder.gateway, 0o755),
        ):
            path.mkdir(exist_ok=True)
            if path.stat().st_uid == os.geteuid():
                path.chmod(mode)
    except OSError as error:
        raise SettingsError(f"data: {error.filename} cannot be made: {error.strerror}; choose another folder") from None
    if not os.access(folder.run, os.W_OK):
        owner = folder.run.stat().st_uid
        raise SettingsError(f"data: {folder.root} belongs to user {owner}; run as that user or choose another folder")


def _give(folder: DataFolder, user: ProcessUser) -> None:
    """As root: what the app node writes belongs to its user."""
    if os.geteuid() != 0:
        return
    uid, gid = (user.uid, user.gid) if user.uid is not None and user.gid is not None else (0, 0)
    written: list[Path] = [folder.secret]
    for path in (folder.run, folder.database, folder.mail, folder.log):
        written += [path, *path.iterdir()]
    # Not every stored file, of which there may be millions: those are the user's already.
    written += [folder.files, *(path for path in folder.files.iterdir() if path.is_dir())]
    for path in written:
        if path.name != "gateway" and path.lstat().st_uid != uid:
            os.chown(path, uid, gid, follow_symlinks=False)


def _code_folders(site: Site) -> Iterable[str]:
    yield str(Path(__file__).resolve().parent.parent)
    for module in site.modules:
        for folder in (module.templates, module.static):
            if folder:
                yield str(folder.parent)
                break


def python_command(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)
