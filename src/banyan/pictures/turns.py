from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_decoding = asyncio.Semaphore(os.cpu_count() or 1)


async def in_turn(work: Callable[[], T]) -> T:
    """Work on a picture, in a thread. Decoding takes a core and megabytes: no more of it at once in a process than
    there are cores."""
    async with _decoding:
        return await asyncio.to_thread(work)
