from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from banyan.base import SettingsError
from banyan.config import DataFolder
from banyan.server.users import ProcessUser


def make_folders(folder: DataFolder, nodes: Iterable[int] = (1,)) -> None:
    """The data folder and what stands in it, with a corner for each of the app nodes. Raises SettingsError."""
    try:
        folder.root.mkdir(parents=True, exist_ok=True, mode=0o755)
        for path, mode in (
            (folder.run, 0o755),
            *((folder.node(number), 0o755) for number in nodes),
            (folder.database, 0o700),
            (folder.files, 0o755),
            (folder.log, 0o755),
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


def give_to(folder: DataFolder, user: ProcessUser, log_files: Iterable[str] = ()) -> None:
    """As root: what the app node writes belongs to its user, and nothing does that root itself goes by."""
    logs = [folder.log / name for name in log_files]
    for path in logs:
        path.mkdir(exist_ok=True)
    if os.geteuid() != 0:
        return
    uid, gid = (user.uid, user.gid) if user.uid is not None and user.gid is not None else (0, 0)
    written: list[Path] = [folder.secret] if folder.secret.exists() else []
    for path in (*folder.run.glob("app-*/"), folder.database, folder.mail, *logs):
        written += [path, *path.iterdir()]
    # Not every stored file, of which there may be millions: those are the user's already.
    written += [folder.files, *(path for path in folder.files.iterdir() if path.is_dir())]
    for path in written:
        if path.lstat().st_uid != uid:
            os.chown(path, uid, gid, follow_symlinks=False)


def give_to_workers(folder: DataFolder, user: ProcessUser, group: int | None = None) -> None:
    """As root: what nginx' workers keep, and the sockets that only they may reach, by their `group`."""
    if user.uid is not None and user.gid is not None:
        os.chown(folder.gateway_state, user.uid, user.gid)
        os.chown(folder.stream_socket.parent, -1, user.gid if group is None else group)
