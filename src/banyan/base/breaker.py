from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

_SLICES = 10


@dataclass(frozen=True)
class Trip:
    """When a breaker opens: after `failures` in a row, or when at least `rate` of `calls` or more calls within `window`
    seconds failed. For `cool_down` seconds nothing is tried then; after them one trial decides."""

    failures: int = 5
    rate: float = 0.5
    calls: int = 20
    window: float = 10.0
    cool_down: float = 5.0


class Breaker:
    """Keeps callers from what lately failed. One for all callers in a process; not for threads."""

    def __init__(self, trip: Trip | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._trip = trip or Trip()
        self._clock = clock
        self._in_a_row = 0
        self._open_until: float | None = None
        self._trying = False
        self._recent = _Recent(self._trip.window, clock)

    @property
    def state(self) -> Literal["closed", "half-open", "open"]:
        if self._open_until is None:
            return "closed"
        return "half-open" if self._trying or self._clock() >= self._open_until else "open"

    def allows(self) -> bool:
        """Whether to try now. While half-open the first to ask is the trial, and the others are told not to; one
        that never reports is followed by another after a cool-down."""
        if self._open_until is None:
            return True
        if self._clock() < self._open_until:
            return False
        self._trying = True
        self._open_until = self._clock() + self._trip.cool_down
        return True

    def succeeded(self) -> None:
        if self._open_until is None:
            self._in_a_row = 0
            self._recent.note(failed=False)
        elif self._trying:
            self._open_until, self._trying, self._in_a_row = None, False, 0
            self._recent.clear()

    def failed(self) -> None:
        # What was begun before it opened says nothing new.
        if self._open_until is not None and not self._trying:
            return
        self._in_a_row += 1
        self._recent.note(failed=True)
        if self._trying or self._in_a_row >= self._trip.failures or self._fails_too_often():
            self._open_until, self._trying = self._clock() + self._trip.cool_down, False

    def _fails_too_often(self) -> bool:
        calls, failures = self._recent.counts()
        return calls >= self._trip.calls and failures >= self._trip.rate * calls


class _Recent:
    """Calls and failures of the last `window` seconds, to a tenth of it."""

    def __init__(self, window: float, clock: Callable[[], float]) -> None:
        self._slice = window / _SLICES
        self._clock = clock
        self._slices: deque[tuple[int, list[int]]] = deque(maxlen=_SLICES + 1)

    def note(self, *, failed: bool) -> None:
        now = int(self._clock() / self._slice)
        if not self._slices or self._slices[-1][0] != now:
            self._slices.append((now, [0, 0]))
        counts = self._slices[-1][1]
        counts[0] += 1
        counts[1] += failed

    def counts(self) -> tuple[int, int]:
        since = int(self._clock() / self._slice) - _SLICES
        recent = [counts for slice_, counts in self._slices if slice_ > since]
        return sum(calls for calls, _ in recent), sum(failures for _, failures in recent)

    def clear(self) -> None:
        self._slices.clear()
