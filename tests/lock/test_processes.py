"""api-layer 13: over real processes, killed and stopped."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from banyan.lock import LockBusy, Locks
from tests.lock.stores import open_store
from tests.sites import ROOT

_EXPIRY = 1.0


@contextmanager
def holder(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.lock.holder", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        try:
            yield process
        finally:
            process.kill()


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_point_13_processes_never_hold_it_together_and_their_numbers_grow(address: str, tmp_path: Path) -> None:
    number = tmp_path / "number"
    fences = tmp_path / "number.fences"
    number.write_text("0")
    fences.write_text("")
    with ExitStack() as stack:
        workers = [stack.enter_context(holder("count", address, str(number), "20")) for _ in range(3)]
        assert [worker.wait(60) for worker in workers] == [0] * 3
    assert number.read_text() == "60"
    numbers = [int(line) for line in fences.read_text().split()]
    assert numbers == sorted(set(numbers))


def test_point_13_a_killed_holder_s_lock_ends_by_its_expiry_and_the_next_number_is_greater(address: str) -> None:
    async def next_one() -> int:
        locks = Locks(open_store(address))
        with pytest.raises(LockBusy):
            async with locks.hold("x", wait=0):
                pass
        async with locks.hold("x", wait=_EXPIRY + 1) as held:
            pass
        await locks.close()
        return held.fence

    with holder("hold", address, str(_EXPIRY)) as killed:
        fence = int(_line(killed))
        killed.kill()
        killed.wait()
        assert asyncio.run(next_one()) > fence


def test_point_13_a_holder_stopped_past_its_expiry_learns_it_and_harms_nobody(address: str) -> None:
    async def next_one(stopped: subprocess.Popen[str], fence: int) -> None:
        locks = Locks(open_store(address))
        async with locks.hold("x", wait=_EXPIRY + 1) as held:
            assert held.fence > fence
            os.kill(stopped.pid, signal.SIGCONT)
            stopped.stdin.write("\n")
            stopped.stdin.flush()
            assert await asyncio.to_thread(_line, stopped) == "lost"
            assert await asyncio.to_thread(_line, stopped) == "learnt"
            assert await asyncio.to_thread(stopped.wait, 10) == 0
            with pytest.raises(LockBusy):
                async with locks.hold("x", wait=0):
                    pass
            held.check()
        await locks.close()

    with holder("hold", address, str(_EXPIRY)) as stopped:
        fence = int(_line(stopped))
        os.kill(stopped.pid, signal.SIGSTOP)
        asyncio.run(next_one(stopped, fence))
