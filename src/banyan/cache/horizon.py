from __future__ import annotations

from collections.abc import Iterable

from banyan.base.invalidation import EVERYTHING, Invalidation, LogPart

_MOST_TAGS = 100_000


class Horizon:
    """What one process knows of the invalidation log, and so which entries of a cache it may still show.

    An entry has a number: the position that was applied when the request began for which it was read. It is fresh
    while none of its tags was invalidated later than that. `applied` is the highest position up to which everything is
    known; `newest` the highest that it has heard of.

    Forgetting is safe: what was dropped for lack of room raises `floor`, under which nothing is fresh.
    """

    def __init__(self, most_tags: int = _MOST_TAGS) -> None:
        self.applied = -1
        """-1: nothing is known yet, and nothing fresh."""
        self.newest = -1
        self.floor = 0
        self._most_tags = most_tags
        # By when they were last invalidated, the oldest first.
        self._tags: dict[str, int] = {}

    def is_fresh(self, number: int, tags: Iterable[str]) -> bool:
        if number < self.floor or self.applied < 0:
            return False
        positions = self._tags
        # Not `all(…)`: this is asked for every key of every look-up, and a generator would take half of its time.
        for tag in tags:  # noqa: SIM110
            if positions.get(tag, 0) > number:
                return False
        return True

    def start(self, position: int) -> None:
        """Know nothing of what came before: entries from there are of no use."""
        self._tags = {tag: last for tag, last in self._tags.items() if last > position}
        self.applied = max(self.applied, position)
        self.newest = max(self.newest, position)
        self.floor = max(self.floor, position)

    def note(self, invalidation: Invalidation) -> None:
        """It happened; whether something before it did is not known, unless it is the next."""
        for tag in invalidation.tags:
            self._raise(tag, invalidation.position)
        self.newest = max(self.newest, invalidation.position)
        if invalidation.position == self.applied + 1 and self.applied >= 0:
            self.applied = invalidation.position

    def apply(self, part: LogPart) -> None:
        """What the log has after `applied`."""
        gap = part.gap
        for invalidation in part.invalidations:
            gap = gap or invalidation.position > self.applied + 1
            self.note(invalidation)
        if gap:
            self.start(part.position)

    def _raise(self, tag: str, position: int) -> None:
        if tag == EVERYTHING:
            self.floor = max(self.floor, position)
            return
        position = max(position, self._tags.pop(tag, 0))
        self._tags[tag] = position
        if len(self._tags) > self._most_tags:
            oldest = next(iter(self._tags))
            self.floor = max(self.floor, self._tags.pop(oldest))
