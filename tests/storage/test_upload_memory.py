"""An upload takes little memory and few threads, however its bytes come."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from banyan.storage import FolderStorage
from tests.sites import ROOT
from tests.storage.disks import only_blocks


class _Hoarding(ThreadPoolExecutor):
    """Holds on to all it was ever given to do, as idle threads hold on to the last."""

    def __init__(self) -> None:
        super().__init__(2)
        self.hoard: list[Any] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.hoard.append((fn, args))
        return super().submit(fn, *args, **kwargs)


def write_a_large_chunk() -> None:
    """In a process of its own, says how many bytes that took at most: who counts memory counts every thread's."""

    async def scene() -> None:
        asyncio.get_running_loop().set_default_executor(_Hoarding())
        chunk = bytes(20_000_000)
        async with await FolderStorage(Path(sys.argv[1])).receive() as incoming:
            tracemalloc.start()
            await incoming.write(chunk)
            sys.stdout.write(str(tracemalloc.get_traced_memory()[1]))

    asyncio.run(scene())


def test_a_large_chunk_takes_no_memory_a_second_time(tmp_path: Path) -> None:
    program = "from tests.storage.test_upload_memory import write_a_large_chunk; write_a_large_chunk()"
    command = [sys.executable, "-c", program, str(tmp_path)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout
    assert 0 < int(said) < 1_000_000


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
        patch.setattr(os, "write", only_blocks(write))
        asyncio.run(scene())
    assert sum(sizes) == 2_000_000
    assert len(sizes) <= 8
