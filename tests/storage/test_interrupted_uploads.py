"""What is left of an upload whose process is killed or whose client goes away."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from banyan.storage import FolderStorage
from tests.storage.disks import files_in, only_blocks

_UPLOAD = """
import asyncio, sys
from pathlib import Path
from banyan.storage import FolderStorage

async def main():
    incoming = await FolderStorage(Path(sys.argv[1])).receive()
    await incoming.write(b"x" * 1_000_000)
    await incoming.source()
    print("written", flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""
_KEEP_FOREVER = """
import asyncio, sys
from pathlib import Path
from banyan.storage import FolderStorage

async def main():
    storage, number = FolderStorage(Path(sys.argv[1])), 0
    while True:
        await storage.put(f"kept/{number}", b"x" * 1_000_000)
        number += 1
        print(number, flush=True)

asyncio.run(main())
"""


def _kill_at_work(script: str, folder: Path, lines: int) -> None:
    with subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            for _ in range(lines):
                assert process.stdout.readline()
        finally:
            process.send_signal(signal.SIGKILL)


def test_a_killed_upload_leaves_nothing_to_see_and_is_swept(tmp_path: Path) -> None:
    _kill_at_work(_UPLOAD, tmp_path, lines=1)
    (left,) = files_in(tmp_path)
    assert left.parent.name == ".incoming"
    storage = FolderStorage(tmp_path)
    assert storage.sweep(older_than=3600) == 0
    assert storage.sweep(older_than=-1) == 1
    assert files_in(tmp_path) == []


def test_whatever_is_to_be_seen_after_a_kill_is_whole(tmp_path: Path) -> None:
    _kill_at_work(_KEEP_FOREVER, tmp_path, lines=5)
    kept = files_in(tmp_path / "kept")
    assert len(kept) >= 5
    assert {path.stat().st_size for path in kept} == {1_000_000}


@pytest.mark.parametrize("threads", [1, 4], ids=["threads_are_busy", "threads_are_free"])
def test_a_client_that_goes_away_in_the_middle_of_a_write_leaves_nothing(
    threads: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = asyncio.Event(), threading.Event()

    def write(descriptor: int, data: memoryview) -> int:
        loops[0].call_soon_threadsafe(began.set)
        go_on.wait(5)
        # Had it been closed meanwhile, the number might be another client's file by now.
        written_to.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        return really_write(descriptor, data)

    async def upload() -> None:
        async with await FolderStorage(tmp_path).receive() as incoming:
            await incoming.write(bytes(200_000))
            spooled.append(str(await incoming.source()))

    async def scene() -> None:
        loops.append(asyncio.get_running_loop())
        loops[0].set_default_executor(ThreadPoolExecutor(threads))
        task = asyncio.create_task(upload())
        await asyncio.wait_for(began.wait(), 5)
        task.cancel()
        await asyncio.sleep(0.05)
        # Once more while it cleans up: what a server does whose patience is at its end.
        task.cancel()
        await asyncio.sleep(0.05)
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    really_write = os.write
    spooled, written_to, loops = list[str](), list[str](), list[asyncio.AbstractEventLoop]()
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", only_blocks(write))
        asyncio.run(scene())
    assert spooled == []
    assert [Path(path).parent for path in written_to] == [tmp_path / ".incoming"]
    assert files_in(tmp_path) == []


def test_a_part_cannot_be_kept_for_the_whole(tmp_path: Path) -> None:
    """The write is cancelled before its turn in a thread comes: the block is lost, and nothing else is wrong."""
    busy = threading.Event()

    async def scene() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        storage = FolderStorage(tmp_path)
        async with await storage.receive() as incoming:
            await incoming.write(bytes(300_000))
            working = asyncio.create_task(asyncio.to_thread(busy.wait, 5))
            lost = asyncio.create_task(incoming.write(bytes(300_000)))
            await asyncio.sleep(0.05)
            lost.cancel()
            await asyncio.wait([lost])
            busy.set()
            await working
            with pytest.raises(RuntimeError):
                await incoming.keep("a")
        assert not await storage.exists("a")

    asyncio.run(scene())
