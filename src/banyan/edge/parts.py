from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from banyan.edge.degradable import OMITTED, part_degraded


@dataclass(frozen=True)
class Parts:
    """The parts of one answer by name, those left out missing; `degraded`: whose place something else took."""

    values: dict[str, Any]
    degraded: list[str]


async def gather_parts(only: Iterable[str] | None = None, /, **parts: Callable[[], Awaitable[Any]]) -> Parts:
    """Run an answer's independent parts at the same time, of those named in `only` if any are. A part that is
    `degradable` has its own deadline and default; what another raises is raised, and the rest is cancelled.

    Parts that read the database need a transaction each: a session serves one at a time.
    """
    wanted = list(dict.fromkeys(only or parts))
    unknown = [name for name in wanted if name not in parts]
    if unknown:
        raise ValueError(f"gather_parts: there is no part {unknown[0]!r}; declare the parameter's values as a Literal")
    degraded: dict[str, list[str]] = {name: [] for name in wanted}
    try:
        async with asyncio.TaskGroup() as group:
            tasks = {name: group.create_task(_run(parts[name], degraded[name])) for name in wanted}
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    values = {name: task.result() for name, task in tasks.items() if task.result() is not OMITTED}
    return Parts(values, [name for name in wanted if degraded[name]])


async def _run(part: Callable[[], Awaitable[Any]], degraded: list[str]) -> Any:
    part_degraded.set(degraded)
    return await part()
