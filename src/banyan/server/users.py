from __future__ import annotations

import grp
import os
import pwd
import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from banyan.base import SettingsError

_DEFAULT = "www-data"


@dataclass(frozen=True)
class ProcessUser:
    """Who a process runs as; `name` None: whoever started it. `warning`: why it is not the usual one."""

    name: str | None = None
    uid: int | None = None
    gid: int | None = None
    warning: str = ""


def choose_user(key: str, wanted: str, must_reach: Iterable[Path]) -> ProcessUser:
    """As root: the user that the setting names, or www-data if it can get at all that it must reach.

    Raises SettingsError when the named one does not exist or cannot.
    """
    if os.geteuid() != 0:
        return ProcessUser()
    try:
        entry = pwd.getpwnam(wanted or _DEFAULT)
    except KeyError:
        if wanted:
            raise SettingsError(f"{key}: there is no user {wanted!r}; create it or name another") from None
        return _root(f"{key}: there is no user {_DEFAULT}, so it runs as root; name another")
    barred = next((bar for path in must_reach if (bar := _barrier(path, entry))), None)
    if barred is None:
        return ProcessUser(entry.pw_name, entry.pw_uid, entry.pw_gid)
    if wanted:
        raise SettingsError(f"{key}: {wanted} cannot enter {barred}; open it (chmod o+rx) or move what lies below it")
    return _root(
        f"{key}: {_DEFAULT} cannot enter {barred}, so it runs as root; open that folder (chmod o+x) "
        "or install the program and the data folder elsewhere"
    )


def _root(warning: str) -> ProcessUser:
    # By name, for nginx' workers run as a user of their own unless told whom.
    return ProcessUser("root", 0, 0, warning)


def program_folders() -> list[Path]:
    """What a process of ours reads to run at all: the interpreter, its library and this package."""
    return [Path(sys.prefix), Path(sys.base_prefix), Path(__file__).resolve().parent]


def _barrier(path: Path, user: pwd.struct_passwd) -> Path | None:
    """The first folder on the way to `path` that the user may not enter."""
    groups = {user.pw_gid} | {group.gr_gid for group in grp.getgrall() if user.pw_name in group.gr_mem}
    folders = [*reversed(path.absolute().parents), path.absolute()]
    return next((f for f in folders if f.is_dir() and not _may_enter(f.stat(), user.pw_uid, groups)), None)


def _may_enter(found: os.stat_result, uid: int, groups: set[int]) -> bool:
    if found.st_uid == uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid in groups:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)
