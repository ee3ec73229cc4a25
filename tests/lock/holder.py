"""A process that takes locks, for tests: `python -m tests.lock.holder hold|count ADDRESS …`."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from banyan.lock import LockLost, Locks
from tests.lock.stores import open_store


async def hold(address: str, expiry: str) -> None:
    """Says what it got; told so, says whether it has it still, and lets go."""
    locks = Locks(open_store(address))
    try:
        async with locks.hold("x", expiry=float(expiry), wait=0) as held:
            _say(held.fence)
            await asyncio.to_thread(sys.stdin.readline)
            _say("mine" if held.still_mine() else "lost")
        _say("let go")
    except LockLost:
        _say("learnt")
    await locks.close()


async def count(address: str, file: str, times: str) -> None:
    """Add to the number in a file, and the fencing number to the lines in another, without a care for others."""
    locks = Locks(open_store(address))
    for _ in range(int(times)):
        async with locks.hold("x", wait=30) as held:
            _count(Path(file), held.fence)
    await locks.close()


def _count(number: Path, fence: int) -> None:
    before, fences = int(number.read_text()), Path(f"{number}.fences")
    time.sleep(0.001)
    number.write_text(str(before + 1))
    fences.write_text(fences.read_text() + f"{fence}\n")


def _say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run({"hold": hold, "count": count}[sys.argv[1]](*sys.argv[2:]))
