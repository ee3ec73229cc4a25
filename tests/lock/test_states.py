"""api-layer 13: no interleaving of asking, renewing, standing still, dying and setting clocks has two holders."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from banyan.lock import HeldLock, LockStore, MachineLockStore, MemoryLockStore

_names = st.sampled_from(["x", "y"])
_expiries = st.integers(1, 10).map(float)
_times = st.integers(0, 12).map(float)


@dataclass
class Entry:
    """What the model says of a name."""

    owner: str
    ends: float


class Holders(RuleBasedStateMachine):
    """Holders of one store, each of whom goes by nothing but its `HeldLock`."""

    held = Bundle("held")

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.wall = 10**15
        self.loop = asyncio.new_event_loop()
        self.owners = map(str, itertools.count())
        self.model: dict[str, Entry] = {}
        self.all: list[HeldLock] = []
        self.last_fence = 0
        self.patch = mock.patch("time.time_ns", side_effect=lambda: self.wall * 1000)
        self.patch.start()
        self.store = self.open()

    def open(self) -> LockStore:
        return MemoryLockStore(clock=lambda: self.now)

    def teardown(self) -> None:
        self.loop.run_until_complete(self.store.close())
        self.loop.close()
        self.patch.stop()

    @rule(target=held, name=_names, expiry=_expiries, late=_times)
    def acquire(self, name: str, expiry: float, late: float) -> object:
        owner, asked = next(self.owners), self.now
        fence = self.loop.run_until_complete(self.store.acquire(name, owner, expiry))
        assert (fence is not None) == self.is_free(name)
        if fence is None:
            return multiple()
        assert fence > self.last_fence
        self.last_fence = fence
        self.model[name] = Entry(owner, self.now + expiry)
        self.now += late
        lock = HeldLock(name, owner, fence, expiry=expiry, asked=asked, clock=lambda: self.now)
        self.all.append(lock)
        return lock

    @rule(lock=held, on_the_way=_times, late=_times)
    def renew(self, lock: HeldLock, on_the_way: float, late: float) -> None:
        was_mine, asked = lock.still_mine(), self.now
        self.now += on_the_way
        renewed = self.loop.run_until_complete(self.store.renew(lock.name, lock.owner, lock.expiry))
        assert renewed == self.is_owner(lock)
        if renewed:
            self.model[lock.name].ends = self.now + lock.expiry
        self.now += late
        if renewed:
            lock.renewed(asked)
        else:
            lock.lose()
        assert was_mine or not lock.still_mine()

    @rule(lock=held)
    def release(self, lock: HeldLock) -> None:
        owner = self.is_owner(lock)
        assert self.loop.run_until_complete(self.store.release(lock.name, lock.owner)) == owner
        if owner:
            del self.model[lock.name]
        lock.lose()

    @rule(seconds=_times)
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule(seconds=st.integers(-(10**9), 10**9))
    def clock_is_set(self, seconds: int) -> None:
        self.wall = max(0, self.wall + seconds * 10**6)

    @invariant()
    def never_two_holders(self) -> None:
        mine = [lock.name for lock in self.all if lock.still_mine()]
        assert len(mine) == len(set(mine))

    @invariant()
    def who_thinks_so_is_the_owner(self) -> None:
        assert all(self.is_owner(lock) for lock in self.all if lock.still_mine())

    def is_free(self, name: str) -> bool:
        return name not in self.model or self.model[name].ends <= self.now

    def is_owner(self, lock: HeldLock) -> bool:
        return not self.is_free(lock.name) and self.model[lock.name].owner == lock.owner


class MachineHolders(Holders):
    """And the processes of a machine, which start again, and the machine, which does."""

    def open(self) -> LockStore:
        if not hasattr(self, "folder"):
            self.folder = Path(tempfile.mkdtemp(prefix="banyan-test-"))
            self.boot = 0
        return MachineLockStore(self.folder / "locks", clock=lambda: self.now, boot=f"boot {self.boot}")

    def teardown(self) -> None:
        super().teardown()
        shutil.rmtree(self.folder)

    @rule()
    def another_process_goes_on(self) -> None:
        self.loop.run_until_complete(self.store.close())
        self.store = self.open()

    @rule(now=_times)
    def machine_restarts(self, now: float) -> None:
        self.loop.run_until_complete(self.store.close())
        self.boot += 1
        self.now = now
        self.model.clear()
        for lock in self.all:
            lock.lose()
        self.store = self.open()


class TestMemory(Holders.TestCase):
    settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


class TestMachine(MachineHolders.TestCase):
    settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
