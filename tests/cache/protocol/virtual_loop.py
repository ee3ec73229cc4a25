from __future__ import annotations

import asyncio
from typing import Any


class VirtualLoop(asyncio.BaseEventLoop):
    """Time stands still in it: whatever can go on does, until all wait for the world's next event."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = self
        self._tasks: list[asyncio.Task[Any]] = []

    def time(self) -> float:
        return 0.0

    def select(self, timeout: float | None) -> list[Any]:
        return []

    def _process_events(self, events: list[Any]) -> None:
        return

    def start(self, work: Any) -> asyncio.Task[Any]:
        """Its failure is `run_until_idle`'s."""
        task = self.create_task(work)
        self._tasks.append(task)
        return task

    def run_until_idle(self) -> None:
        self._run()
        for task in self._tasks:
            if task.done() and not task.cancelled():
                task.result()

    def end(self) -> None:
        if self.is_closed():
            return
        for task in self._tasks:
            task.cancel()
        self._run()
        self.close()

    def _run(self) -> None:
        asyncio.events._set_running_loop(self)
        try:
            while self._ready:
                self._run_once()
        finally:
            asyncio.events._set_running_loop(None)
