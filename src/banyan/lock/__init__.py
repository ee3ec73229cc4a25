"""One at a time, by a name: a seam over one process, one machine or Redis; `Locks`, and `lock_on` an argument."""

from banyan.lock.base import LockStore
from banyan.lock.decorator import lock_on
from banyan.lock.errors import LockBusy, LockLost, LocksAway
from banyan.lock.held import HeldLock
from banyan.lock.locks import Locks
from banyan.lock.machine import MachineLockStore
from banyan.lock.memory import MemoryLockStore
from banyan.lock.names import lock_name
from banyan.lock.redis import RedisLockStore

__all__ = [
    "HeldLock",
    "LockBusy",
    "LockLost",
    "LockStore",
    "Locks",
    "LocksAway",
    "MachineLockStore",
    "MemoryLockStore",
    "RedisLockStore",
    "lock_name",
    "lock_on",
]
