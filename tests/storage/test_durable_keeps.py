"""What a disk may do to an upload, and what is asked of it."""

from __future__ import annotations

import asyncio
import errno
import os
from pathlib import Path

import pytest

from banyan.storage import FolderStorage, StorageFull
from tests.storage.disks import files_in, only_blocks


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
            patch.setattr(os, "write", only_blocks(write))
            with pytest.raises(StorageFull):
                await incoming.write(bytes(1_000_000))
        assert files_in(tmp_path) == []
        with pytest.raises(RuntimeError):
            await incoming.keep("a")

    really_write, room = os.write, [None, None, None]
    asyncio.run(scene())
    assert files_in(tmp_path) == []


def test_another_fault_of_the_disk_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(source: Path, target: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(OSError, match="Input/output"):
        asyncio.run(FolderStorage(tmp_path).put("a", b"x"))
    assert files_in(tmp_path) == []


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
