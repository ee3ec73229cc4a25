"""The seam: who holds a name, until when, and the number of each acquisition.

A lock with an expiry cannot promise that two never work at once: a holder may be stopped between looking at the clock
and writing, and wake up after its time. What a store promises is this:

- at any moment at most one owner can renew a name;
- a lock that nobody renews ends by its expiry, so a dead holder blocks nobody for longer;
- every acquisition gets a *fencing number* greater than all before it. A resource that keeps the greatest number it has
  seen and refuses smaller ones is safe whatever the clocks do (M. Kleppmann, "How to do distributed locking", 2016).
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod


class LockStore(ABC):
    """Any call may raise LocksAway, and then may have been done or not. `expiry`: seconds."""

    @abstractmethod
    async def acquire(self, name: str, owner: str, expiry: float) -> int | None:
        """The fencing number of this acquisition; None while another holds it. `owner`: a new token each time."""

    @abstractmethod
    async def renew(self, name: str, owner: str, expiry: float) -> bool:
        """It ends `expiry` from now. False if it is not this owner's any more: what has ended stays ended."""

    @abstractmethod
    async def release(self, name: str, owner: str) -> bool:
        """False, and nothing is changed, if it is not this owner's any more."""

    @abstractmethod
    async def close(self) -> None: ...


def next_fence(last: int) -> int:
    """Microseconds since 1970, or one more than the last where that is not greater.

    So the numbers need no durable writes: a store that lost its last ones, or all of them, goes on above them, and a
    site that changes from one store to another does, too. They go backwards only where the data are lost *and* the
    clock was set back. 51 bits: JSON and BIGINT hold them.
    """
    return max(last + 1, time.time_ns() // 1000)


def boot_seconds() -> float:
    """Since this machine was started, sleep included: the same for all its processes, and nobody sets it."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)
