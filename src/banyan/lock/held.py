from __future__ import annotations

from collections.abc import Callable

from banyan.lock.errors import LockLost


class HeldLock:
    """A lock as its holder has it.

    `fence` is greater than that of every earlier acquisition of the name: hand it to whatever the lock guards, and have
    that refuse smaller ones.
    """

    def __init__(
        self, name: str, owner: str, fence: int, *, expiry: float, asked: float, clock: Callable[[], float]
    ) -> None:
        """`asked`: when the store was asked for it, by `clock`; the store's own time began no earlier."""
        self.name = name
        self.fence = fence
        self.owner = owner
        self.expiry = expiry
        self._ends = asked + expiry
        self._lost = False
        self._clock = clock

    def still_mine(self) -> bool:
        """Whether it has not ended, by this machine's clock and the store's last answer; once lost, it stays lost.

        Even True is of the past when it is read: a process can be stopped at any point, and the store may have
        forgotten the lock since it last answered, a quarter of `expiry` ago.
        """
        if self._clock() >= self._ends:
            self._lost = True
        return not self._lost

    def check(self) -> None:
        """Raises LockLost. Before what cannot be undone, and has no fencing number to go by."""
        if not self.still_mine():
            raise LockLost

    def renewed(self, asked: float) -> None:
        """The store said yes to what it was asked then. Nothing, if the answer came after the end."""
        if self.still_mine():
            self._ends = asked + self.expiry

    def lose(self) -> None:
        self._lost = True
