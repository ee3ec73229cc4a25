"""What only a folder can get wrong: full disks, killed processes, clients that go away, other users."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from banyan.storage import FolderStorage, NotStored, StorageFull

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


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _only_large(write: Callable[[int, memoryview], int]) -> Callable[[int, memoryview], int]:
    """`os.write` is the event loop's own way to wake up, too, by one byte."""
    really_write = os.write
    return lambda descriptor, data: (write if len(data) > 1 else really_write)(descriptor, data)


class _Hoarding(ThreadPoolExecutor):
    """Holds on to all it was ever given to do, as idle threads hold on to the last."""

    def __init__(self) -> None:
        super().__init__(2)
        self.hoard: list[Any] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.hoard.append((fn, args))
        return super().submit(fn, *args, **kwargs)


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
    (left,) = _files(tmp_path)
    assert left.parent.name == ".incoming"
    storage = FolderStorage(tmp_path)
    assert storage.sweep(older_than=3600) == 0
    assert storage.sweep(older_than=-1) == 1
    assert _files(tmp_path) == []


def test_whatever_is_to_be_seen_after_a_kill_is_whole(tmp_path: Path) -> None:
    _kill_at_work(_KEEP_FOREVER, tmp_path, lines=5)
    kept = _files(tmp_path / "kept")
    assert len(kept) >= 5
    assert {path.stat().st_size for path in kept} == {1_000_000}


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_nothing_even_without_discard(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(descriptor: int, data: memoryview) -> int:
        if not room:
            raise OSError(code, "full")
        room.pop()
        return really_write(descriptor, data[:100_000])

    async def scene() -> None:
        incoming = await FolderStorage(tmp_path).receive()
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", _only_large(write))
            with pytest.raises(StorageFull):
                await incoming.write(bytes(1_000_000))
        assert _files(tmp_path) == []
        with pytest.raises(RuntimeError):
            await incoming.keep("a")

    really_write, room = os.write, [None, None, None]
    asyncio.run(scene())
    assert _files(tmp_path) == []


def test_another_fault_of_the_disk_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(source: Path, target: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(OSError, match="Input/output"):
        asyncio.run(FolderStorage(tmp_path).put("a", b"x"))
    assert _files(tmp_path) == []


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
        patch.setattr(os, "write", _only_large(write))
        asyncio.run(scene())
    assert spooled == []
    assert [Path(path).parent for path in written_to] == [tmp_path / ".incoming"]
    assert _files(tmp_path) == []


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


def test_what_is_kept_can_be_read_by_other_users_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        asyncio.run(FolderStorage(tmp_path / "files").put("a/b/c", b"x"))
    finally:
        os.umask(before)
    assert (tmp_path / "files/a/b/c").stat().st_mode & 0o777 == 0o644
    for folder in ("files", "files/a", "files/a/b"):
        assert (tmp_path / folder).stat().st_mode & 0o777 == 0o755


def test_bytes_are_durable_before_their_name_is_and_all_of_it_before_keep_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(descriptor: int) -> None:
        steps.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        really_fsync(descriptor)

    def link(source: Path, target: Path) -> None:
        steps.append("link")
        really_link(source, target)

    async def scene() -> None:
        async with await FolderStorage(tmp_path).receive() as incoming:
            await incoming.write(b"x")
            spooled = await incoming.source()
            steps.clear()
            await incoming.keep("a/b/c")
            assert steps == [
                str(spooled),
                *(str(tmp_path / parent) for parent in (".", "a")),
                "link",
                f"{tmp_path}/a/b",
            ]

    really_fsync, really_link, steps = os.fsync, os.link, list[str]()
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "link", link)
    asyncio.run(scene())


def test_a_key_in_the_place_of_a_folder_is_not_silently_lost(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    asyncio.run(storage.put("a/b", b"x"))
    for key in ("a", "a/b/c"):
        with pytest.raises(OSError, match=r"exists|directory"):
            asyncio.run(storage.put(key, b"y"))
    assert [path.relative_to(tmp_path) for path in _files(tmp_path)] == [Path("a/b")]


def test_what_was_deleted_since_it_was_opened_is_not_stored(tmp_path: Path) -> None:
    async def scene() -> None:
        storage = FolderStorage(tmp_path)
        await storage.put("a", b"x")
        stored = await storage.open("a")
        await storage.delete("a")
        with pytest.raises(NotStored):
            await anext(aiter(stored.chunks()))

    asyncio.run(scene())


def test_a_large_chunk_takes_no_memory_a_second_time(tmp_path: Path) -> None:
    async def scene() -> None:
        asyncio.get_running_loop().set_default_executor(_Hoarding())
        chunk = bytes(20_000_000)
        async with await FolderStorage(tmp_path).receive() as incoming:
            tracemalloc.start()
            try:
                await incoming.write(chunk)
                assert tracemalloc.get_traced_memory()[1] < 1_000_000
            finally:
                tracemalloc.stop()

    asyncio.run(scene())


def test_small_chunks_are_gathered_before_they_go_to_a_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(descriptor: int, data: memoryview) -> int:
        sizes.append(len(data))
        return really_write(descriptor, data)

    async def scene() -> None:
        async with await FolderStorage(tmp_path).receive() as incoming:
            for _ in range(2_000):
                await incoming.write(bytes(1_000))
            await incoming.keep("a")

    really_write = os.write
    sizes: list[int] = []
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", _only_large(write))
        asyncio.run(scene())
    assert sum(sizes) == 2_000_000
    assert len(sizes) <= 8


def test_sweep_leaves_what_is_still_on_its_way(tmp_path: Path) -> None:
    async def scene() -> None:
        storage = FolderStorage(tmp_path)
        async with await storage.receive() as incoming:
            await incoming.write(b"x")
            await incoming.source()
            started = time.monotonic()
            assert storage.sweep(older_than=60) == 0
            assert time.monotonic() - started < 1
            await incoming.keep("a")

    asyncio.run(scene())
    assert _files(tmp_path) == [tmp_path / "a"]
    assert FolderStorage(tmp_path / "never-made").sweep(older_than=0) == 0
