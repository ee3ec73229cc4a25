from __future__ import annotations

import asyncio
import base64
import os
import threading
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor

import argon2
from argon2.exceptions import VerificationError


class PasswordHasher:
    """argon2id (RFC 9106; 19 MiB, two passes: OWASP's first choice) in threads of its own, off the event loop."""

    def __init__(self, threads: int) -> None:
        """`threads`: how many are hashed at once; more than one a core would only take memory."""
        self._argon2 = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._decoy = _decoy(self._argon2)
        self._threads = ThreadPoolExecutor(threads, "password", initializer=_step_back)

    async def hash(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._argon2.hash, password)

    def verify(self, password_hash: str, password: str) -> Awaitable[bool]:
        """Begins at once, and is waited for at leisure."""
        return asyncio.get_running_loop().run_in_executor(self._threads, self._verify, password_hash, password)

    def verify_nobodys(self, password: str) -> Awaitable[bool]:
        """False, at the cost of `verify`: who waits cannot tell that there was no hash to compare."""
        return self.verify(self._decoy, password)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._argon2.verify(password_hash, password)
        except VerificationError:
            return False


def _decoy(argon2_: argon2.PasswordHasher) -> str:
    """A hash with the same parameters, of no password: its digest is random."""
    salt, digest = (
        base64.b64encode(os.urandom(length)).decode().rstrip("=") for length in (argon2_.salt_len, argon2_.hash_len)
    )
    cost = f"m={argon2_.memory_cost},t={argon2_.time_cost},p={argon2_.parallelism}"
    return f"$argon2id$v={argon2.low_level.ARGON2_VERSION}${cost}${salt}${digest}"


def _step_back() -> None:
    """A login takes tens of milliseconds of a core; everybody else's pages go first. Linux: nice is per thread."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 15)
