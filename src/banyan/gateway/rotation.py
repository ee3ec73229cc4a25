"""The gateway's logs and up.log by the day, named as the modules' are; also `python -m banyan.gateway.rotation DATA
KEEP_DAYS TIMEZONE`, for whoever watches over a site and has no wish to load all this.

At the first call of a day what is left of days before it goes to `<name>.log.YYYYMMDD`; called again, nothing happens.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from banyan.base import SettingsError, alone
from banyan.gateway.nginx_processes import family, has_open, read_master, wait_until
from banyan.observe.dated_files import dated, forget_old

if TYPE_CHECKING:
    from banyan.config import DataFolder

_REOPEN_SECONDS = 10.0
_STAMP = re.compile(rb"(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)([+-]\d\d:?\d\d)?")


class LogRotationError(SettingsError):
    """The logs could not be rotated; no line of them is lost."""

    name = "log_rotation"


@dataclass(frozen=True)
class _Rotation:
    today: date
    zone: ZoneInfo


def rotate_logs(
    folder: DataFolder, *, keep_days: int, timezone: str, now: Callable[[tzinfo], datetime] = datetime.now
) -> list[Path]:
    """Put aside what was written before today; returns the files that it went to. Raises LogRotationError.

    When it returns nginx, if it runs, writes to the new files and to none of the old ones. Safe to repeat, and to call
    from several processes.
    """
    zone = ZoneInfo(timezone)
    rotation = _Rotation(now(zone).date(), zone)
    gateway_logs = [folder.log / "gateway" / name for name in ("access.log", "error.log")]
    up_log = folder.log / "up.log"
    if not folder.log.is_dir():
        return []
    # The supervisor and a timer may come at the same moment.
    with alone(folder.log):
        made = _rotate_gateway(folder, gateway_logs, rotation)
        if aside := _aside(up_log, rotation):
            _copy_and_truncate(up_log, aside)
            made.append(aside)
        for path in (*gateway_logs, up_log):
            forget_old(path, rotation.today, keep_days)
    return made


def _rotate_gateway(folder: DataFolder, logs: list[Path], rotation: _Rotation) -> list[Path]:
    moves = {path: aside for path in logs if (aside := _aside(path, rotation))}
    if not moves:
        return []
    master = read_master(folder.run / "gateway.pid", str(folder.gateway.absolute()))
    if master is not None:
        # Whoever may not signal it is told before anything is renamed.
        _signal(master, 0)
    for path, aside in moves.items():
        path.rename(aside)
        _make_like(aside, path)
    if master is not None:
        _have_reopened(master, list(moves.values()))
    return list(moves.values())


def _have_reopened(master: int, put_aside: list[Path]) -> None:
    """Until then nginx goes on writing to the renamed files, its buffers included: nothing is lost in between."""
    _signal(master, signal.SIGUSR1)
    if not wait_until(
        lambda: not any(has_open(pid, file) for pid in family(master) for file in put_aside), _REOPEN_SECONDS
    ):
        raise LogRotationError(
            f"gateway: nginx has not reopened its logs in {_REOPEN_SECONDS:.0f} s and goes on writing to "
            f"{put_aside[0].name}; see error.log beside it"
        )


def _signal(master: int, number: int) -> None:
    try:
        os.kill(master, number)
    except ProcessLookupError:
        return
    except PermissionError:
        raise LogRotationError("gateway: nginx runs as another user; rotate its logs as that user or as root") from None


def _make_like(old: Path, new: Path) -> None:
    """An empty file with the old one's owner and mode: the workers' user may be unable to make files here. A master
    that runs as root gives the file to its workers' user before they open it."""
    found = old.stat()
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return  # nginx was reloaded at this moment and has made it
    try:
        if os.geteuid() == 0:
            os.fchown(descriptor, found.st_uid, found.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(found.st_mode))
    finally:
        os.close(descriptor)


def _copy_and_truncate(path: Path, aside: Path) -> None:
    """For a file that a running process holds open for append and cannot reopen. What is written during the copy is
    copied too; only the instant between the last read and the cut is without cover."""
    unfinished = aside.with_name(f".{aside.name}")
    with path.open("r+b", buffering=0) as source:
        with unfinished.open("wb") as copy:
            found = path.stat()
            if os.geteuid() == 0:
                os.fchown(copy.fileno(), found.st_uid, found.st_gid)
            os.fchmod(copy.fileno(), stat.S_IMODE(found.st_mode))
            shutil.copyfileobj(source, copy, 1024 * 1024)
            copy.flush()
            os.fsync(copy.fileno())
            while late := source.read(1024 * 1024):
                copy.write(late)
        source.truncate(0)
    unfinished.rename(aside)


def _aside(path: Path, rotation: _Rotation) -> Path | None:
    """Where a log's content goes, if it began before today: the day of its last line, but not today."""
    # A link leads elsewhere, as to a container's output.
    if path.is_symlink() or not path.is_file() or not path.stat().st_size:
        return None
    yesterday = rotation.today - timedelta(days=1)
    last = min(datetime.fromtimestamp(path.stat().st_mtime, rotation.zone).date(), yesterday)
    first = _first_day(path, rotation.zone)
    if first is not None and first >= rotation.today:
        return None
    aside = dated(path, last)
    # It has been cut for that day already: what is here is of today, or the clock was set back. Tomorrow, then.
    return None if aside.exists() else aside


def _first_day(path: Path, zone: ZoneInfo) -> date | None:
    """When the log begins, by the first time in it (nginx's error log has the machine's local time); None: none says
    so, as up.log's lines need not."""
    with path.open("rb") as file:
        found = _STAMP.search(file.read(8192))
    if found is None:
        return None
    try:
        *clock, offset = (group.decode() if group else "" for group in found.groups())
        written = datetime.fromisoformat("{}-{}-{}T{}:{}:{}".format(*clock) + offset)
    except ValueError:
        return None
    return written.astimezone(zone).date()


def main() -> None:
    from banyan.config import DataFolder

    data, keep_days, timezone = sys.argv[1:]
    try:
        rotate_logs(DataFolder(Path(data)), keep_days=int(keep_days), timezone=timezone)
    except (SettingsError, OSError) as error:
        sys.exit(f"banyan: {error}")


if __name__ == "__main__":
    main()
