from __future__ import annotations

import time
from collections.abc import Callable


class Breaker:
    """After `failures` in a row nothing is tried for `cool_down` seconds; then one try decides (half-open)."""

    def __init__(
        self, *, failures: int = 3, cool_down: float = 1.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = failures
        self._cool_down = cool_down
        self._clock = clock
        self._failed = 0
        self._open_until = 0.0

    def allows(self) -> bool:
        """Whether to try now. While half-open, the first to ask is the trial and the others are told to wait."""
        if self._failed < self._limit:
            return True
        if self._clock() < self._open_until:
            return False
        self._open_until = self._clock() + self._cool_down
        return True

    def succeeded(self) -> None:
        self._failed = 0

    def failed(self) -> None:
        self._failed += 1
        if self._failed >= self._limit:
            self._open_until = self._clock() + self._cool_down
