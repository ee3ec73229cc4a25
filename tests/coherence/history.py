from __future__ import annotations

import time
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping

from tests.coherence.http import Answer

Shown = Mapping[int, tuple[int, str]]
_REMEMBERED = 60


class Violation(AssertionError):
    """Somebody was shown what they must not see."""


class History:
    """What was written, who knows of it, and so what each reader must see.

    Whoever asks a gateway by which a write was answered before sees that or newer; by another gateway, after `late`
    seconds. Nobody sees what was rolled back, and a version is one thing to all.
    """

    def __init__(self, late: float) -> None:
        self.late = late
        self.reads = 0
        self._dropped: set[str] = set()
        self._stamps: dict[tuple[int, int], str] = {}
        self._by_gateway: dict[tuple[str, int], int] = defaultdict(int)
        self._times: dict[int, list[float]] = defaultdict(list)
        self._versions: dict[int, list[int]] = defaultdict(list)
        self._stories: dict[int, deque[str]] = defaultdict(lambda: deque(maxlen=_REMEMBERED))
        self._began = time.monotonic()

    def drop(self, key: int, stamp: str) -> None:
        self._dropped.add(stamp)
        self._tell(key, f"{stamp} begins, to be rolled back")

    def acknowledge(self, gateway: str, key: int, answer: Answer) -> None:
        ((_, (version, stamp)),) = parse(answer).items()
        self._identify(key, version, stamp, "the write's own answer")
        self._by_gateway[gateway, key] = max(version, self._by_gateway[gateway, key])
        newest = self._versions[key][-1] if self._versions[key] else 0
        self._times[key].append(answer.ended)
        self._versions[key].append(max(newest, version))
        self._tell(key, f"{stamp} is answered by {gateway}: version {version}")

    def bounds(self, gateway: str, keys: Iterable[int]) -> Mapping[int, int]:
        """What a read that begins now must see at least."""
        since = time.monotonic() - self.late
        return {key: max(self._by_gateway[gateway, key], self._acknowledged(key, since)) for key in keys}

    def check(self, gateway: str, target: str, answer: Answer, bounds: Mapping[int, int]) -> None:
        self.reads += 1
        shown = parse(answer)
        if shown.keys() != bounds.keys():
            raise Violation(f"{target} shows rows {sorted(shown)}, not {sorted(bounds)}: {answer}")
        for key, (version, stamp) in shown.items():
            self._tell(
                key, f"{target} by {gateway}, asked at {answer.began - self._began:.4f}: {version} ({answer.cache})"
            )
            self._identify(key, version, stamp, f"{target} by {gateway}")
            if version < bounds[key]:
                own = self._by_gateway[gateway, key]
                self._violate(key, f"{target} by {gateway} shows {version}, after {bounds[key]} (its own: {own})")

    def newest(self, key: int) -> int:
        return self._versions[key][-1] if self._versions[key] else 0

    def note(self, what: str) -> None:
        for story in self._stories.values():
            story.append(f"{self._now()} -- {what}")

    def _acknowledged(self, key: int, until: float) -> int:
        at = bisect_right(self._times[key], until)
        return self._versions[key][at - 1] if at else 0

    def _identify(self, key: int, version: int, stamp: str, where: str) -> None:
        if stamp in self._dropped:
            self._violate(key, f"{where} shows {stamp}, which was rolled back")
        if self._stamps.setdefault((key, version), stamp) != stamp:
            self._violate(key, f"{where} shows {stamp} as version {version}, which is {self._stamps[key, version]}")

    def _tell(self, key: int, what: str) -> None:
        self._stories[key].append(f"{self._now()} {what}")

    def _now(self) -> str:
        return f"{time.monotonic() - self._began:9.4f}"

    def _violate(self, key: int, what: str) -> None:
        raise Violation("\n".join([f"row {key}: {what}", *self._stories[key]]))


def parse(answer: Answer) -> Shown:
    lines = (line.split() for line in answer.body.splitlines())
    return {int(key): (int(version), stamp) for key, version, stamp in lines}
