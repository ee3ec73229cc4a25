"""Finding nginx's processes in /proc: its titles say who is a master and who a worker."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

_MASTER = "nginx: master process"
_WORKER = "nginx: worker process"
_LEAVING = "nginx: worker process is shutting down"


def read_master(pid_file: Path, mark: str) -> int | None:
    """The live nginx master that a pid file names. `mark` is in its command line: a stale number may be anybody's."""
    try:
        pid = int(pid_file.read_text())
    except (OSError, ValueError):
        return None
    title = _title(pid)
    return pid if title.startswith(_MASTER) and mark in title else None


def serving_workers(master: int) -> list[int]:
    """Its workers that take requests, without those that only finish what they have."""
    return [pid for pid in _children(master) if _is_serving(pid)]


def family(master: int) -> list[int]:
    return [master, *_children(master)]


def find_orphans(log_folder: Path) -> list[int]:
    """Workers whose master was killed: they go on serving, and hold the port. They are known by the logs that they
    hold open; a title names no folder, and nginx wipes its environment.
    """
    workers = [pid for pid in _all_pids() if _title(pid).startswith(_WORKER)]
    return [pid for pid in workers if not _title(_parent(pid)).startswith(_MASTER) and _has_any_open(pid, log_folder)]


def are_gone(pids: Iterable[int]) -> bool:
    return not any(_title(pid).startswith("nginx:") for pid in pids)


def serve_no_more(workers: Iterable[int]) -> bool:
    """Whether they have let go of the port, though they may have requests to finish."""
    return not any(_is_serving(pid) for pid in workers)


def has_open(pid: int, file: Path) -> bool:
    """Whether a process holds this very file open, whatever it was called then. False for one that may not be looked
    at, as well as for one that is gone."""
    try:
        wanted = file.stat()
        descriptors = list(Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False
    return any(_is_same(descriptor, wanted) for descriptor in descriptors)


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def _is_serving(pid: int) -> bool:
    title = _title(pid)
    return title.startswith(_WORKER) and not title.startswith(_LEAVING)


def _title(pid: int) -> str:
    """The command line; empty for a process that is gone or a zombie."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def _all_pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _is_same(descriptor: Path, wanted: os.stat_result) -> bool:
    try:
        return os.path.samestat(descriptor.stat(), wanted)
    except OSError:
        return False


def _has_any_open(pid: int, folder: Path) -> bool:
    try:
        targets = [entry.readlink() for entry in Path(f"/proc/{pid}/fd").iterdir()]
    except OSError:
        return False
    return any(target.is_relative_to(folder) for target in targets)
