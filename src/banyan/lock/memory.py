from __future__ import annotations

from collections.abc import Callable

from banyan.lock.base import LockStore, boot_seconds, next_fence


class MemoryLockStore(LockStore):
    """For tests: holds within one process."""

    def __init__(self, *, clock: Callable[[], float] = boot_seconds) -> None:
        self._clock = clock
        self._held: dict[str, tuple[str, float]] = {}
        self._fence = 0

    async def acquire(self, name: str, owner: str, expiry: float) -> int | None:
        now = self._clock()
        self._held = {each: entry for each, entry in self._held.items() if entry[1] > now}
        if name in self._held:
            return None
        self._held[name] = (owner, now + expiry)
        self._fence = next_fence(self._fence)
        return self._fence

    async def renew(self, name: str, owner: str, expiry: float) -> bool:
        if not self._is_held(name, owner):
            return False
        self._held[name] = (owner, self._clock() + expiry)
        return True

    async def release(self, name: str, owner: str) -> bool:
        if not self._is_held(name, owner):
            return False
        del self._held[name]
        return True

    async def close(self) -> None:
        self._held.clear()

    def _is_held(self, name: str, owner: str) -> bool:
        holder, ends = self._held.get(name, ("", 0.0))
        return holder == owner and ends > self._clock()
