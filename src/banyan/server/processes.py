"""Looking at processes by their pid files and /proc. Standard library only: the supervisor uses it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path


def read_pid(file: Path, mark: str) -> int | None:
    """The live process that a pid file names; one whose command line lacks `mark` took over a stale number."""
    try:
        pid = int(file.read_text().strip())
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (OSError, ValueError):
        return None
    return pid if mark in command and is_alive(pid) else None


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state not in "ZX"


def children_of(pid: int) -> list[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in listed.split() if is_alive(int(child))]


def end(pid: int, first: signal.Signals, seconds: float) -> None:
    """Ask with a signal, wait, and kill what does not go."""
    family = [pid, *children_of(pid)]
    send(pid, first)
    if not wait_gone(family, seconds):
        for member in family:
            send(member, signal.SIGKILL)
        wait_gone(family, 5)


def send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def wait_gone(pids: Iterable[int], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while any(is_alive(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
