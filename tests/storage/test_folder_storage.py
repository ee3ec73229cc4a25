"""What only a folder can get wrong: its place in a file system that others use too."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest

from banyan.storage import FolderStorage, NotStored
from tests.storage.disks import files_in


def test_what_is_kept_can_be_read_by_other_users_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        asyncio.run(FolderStorage(tmp_path / "files").put("a/b/c", b"x"))
    finally:
        os.umask(before)
    assert (tmp_path / "files/a/b/c").stat().st_mode & 0o777 == 0o644
    for folder in ("files", "files/a", "files/a/b"):
        assert (tmp_path / folder).stat().st_mode & 0o777 == 0o755


def test_a_key_in_the_place_of_a_folder_is_not_silently_lost(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    asyncio.run(storage.put("a/b", b"x"))
    for key in ("a", "a/b/c"):
        with pytest.raises(OSError, match=r"exists|directory"):
            asyncio.run(storage.put(key, b"y"))
    assert [path.relative_to(tmp_path) for path in files_in(tmp_path)] == [Path("a/b")]


def test_what_was_deleted_since_it_was_opened_is_not_stored(tmp_path: Path) -> None:
    async def scene() -> None:
        storage = FolderStorage(tmp_path)
        await storage.put("a", b"x")
        stored = await storage.open("a")
        await storage.delete("a")
        with pytest.raises(NotStored):
            await anext(aiter(stored.chunks()))

    asyncio.run(scene())


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
    assert files_in(tmp_path) == [tmp_path / "a"]
    assert FolderStorage(tmp_path / "never-made").sweep(older_than=0) == 0
