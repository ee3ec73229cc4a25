"""What a site needs done now and then. Standard library only: the supervisor uses it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from banyan.server.plans import Chore

# After a failure, where the clock alone would wait longer.
_AGAIN = 3600.0
_LOOK_EVERY = 2.0


class Chores:
    """Call `look` often: it starts what is due and waits for nothing."""

    def __init__(self, chores: Sequence[Chore]) -> None:
        self._jobs = [_Job(chore) for chore in chores]
        self._next_look = 0.0

    def look(self) -> None:
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + _LOOK_EVERY
        for job in self._jobs:
            job.look()

    def stop(self) -> None:
        for job in self._jobs:
            job.stop()


class _Job:
    def __init__(self, chore: Chore) -> None:
        self._chore = chore
        self._due = time.monotonic() + chore.first
        self._day = _today(chore)
        self._files = _changed_at(chore)
        self._running: subprocess.Popen[bytes] | None = None

    def look(self) -> None:
        if self._running and self._running.poll() is None:
            return
        if self._running and self._running.returncode:
            self._due = min(self._due, time.monotonic() + _AGAIN)
        self._running = None
        if self._is_due():
            self._running = subprocess.Popen(self._chore.command, stdin=subprocess.DEVNULL)

    def stop(self) -> None:
        if self._running and self._running.poll() is None:
            self._running.terminate()
            self._running.wait()

    def _is_due(self) -> bool:
        before = (self._day, self._files)
        self._day, self._files = _today(self._chore), _changed_at(self._chore)
        by_clock = time.monotonic() >= self._due
        if by_clock:
            self._due = time.monotonic() + (self._chore.every or float("inf"))
        return by_clock or (self._day, self._files) != before


def _today(chore: Chore) -> date | None:
    return datetime.now(ZoneInfo(chore.timezone)).date() if chore.timezone else None


def _changed_at(chore: Chore) -> tuple[float, ...]:
    return tuple(_modified(file) for file in chore.files)


def _modified(file: str) -> float:
    try:
        return os.stat(file).st_mtime
    except OSError:
        return 0.0
