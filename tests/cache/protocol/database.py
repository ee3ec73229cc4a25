from __future__ import annotations

from dataclasses import dataclass, field

from banyan.base import Invalidation, LogPart

UNCOMMITTED = -1


def tag(key: str) -> str:
    return f"row:{key}"


@dataclass
class ModelDatabase:
    """Rows whose value is the position of the write that made it; 0: there is no such row yet."""

    writes: list[tuple[int, str]] = field(default_factory=list)
    """Position and key of what is committed, in the order of commits."""
    swept: int = 0
    """What the log has forgotten."""
    replica: int = 0
    """How far the replica is."""
    open: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Of each open transaction the key, and the position where that is taken too early."""
    taken: int = 0

    @property
    def position(self) -> int:
        return max((at for at, _ in self.writes), default=0)

    def newest(self, key: str, until: int | None = None) -> int:
        return max((at for at, written in self.writes if written == key and (until is None or at <= until)), default=0)

    def begin(self, client: str, key: str, *, takes_position: bool) -> None:
        self.taken += takes_position
        self.open[client] = (key, self.taken if takes_position else 0)

    def commit(self, client: str) -> Invalidation:
        key, early = self.open.pop(client)
        if not early:
            self.taken += 1
        position = early or self.taken
        self.writes.append((position, key))
        return Invalidation(position, (tag(key),))

    def roll_back(self, client: str) -> None:
        self.open.pop(client, None)

    def after(self, position: int) -> LogPart:
        """By the rules of banyan.data.DatabaseLog."""
        newest = self.position
        if newest <= position:
            return LogPart(newest)
        found = sorted((at, key) for at, key in self.writes if at > max(position, self.swept))
        if not found or found[0][0] != position + 1:
            return LogPart(newest, gap=True)
        # One at a time, so that a replay is of several parts.
        return LogPart(found[0][0], [Invalidation(found[0][0], (tag(found[0][1]),))])

    def state(self) -> tuple[object, ...]:
        return (tuple(self.writes), self.swept, self.replica, tuple(sorted(self.open.items())), self.taken)
