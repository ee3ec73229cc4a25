"""The seam's contract, over all backends."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banyan.base import SettingsError
from banyan.storage import FolderStorage, NotStored, Storage, StorageFull, open_storage

Scene = Callable[[Storage], Coroutine[Any, Any, None]]


@pytest.fixture
def play(new_storage: Callable[[], Storage]) -> Callable[[Scene], None]:
    def run(scene: Scene) -> None:
        asyncio.run(scene(new_storage()))

    return run


async def _read(storage: Storage, key: str, start: int = 0, stop: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in (await storage.open(key)).chunks(start, stop)])


# Every example gets a storage of its own from `play`.
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chunks=st.lists(st.binary(max_size=400_000), max_size=6))
def test_what_was_written_in_whatever_pieces_is_read_back(play: Callable[[Scene], None], chunks: list[bytes]) -> None:
    whole = b"".join(chunks)

    async def scene(storage: Storage) -> None:
        async with await storage.receive() as incoming:
            for chunk in chunks:
                await incoming.write(chunk)
            assert (incoming.size, incoming.sha256) == (len(whole), hashlib.sha256(whole).hexdigest())
            assert incoming.head == whole[:64]
            source = await incoming.source()
            assert (source.read_bytes() if isinstance(source, Path) else source) == whole
            await incoming.keep("image/a.png")
        stored = await storage.open("image/a.png")
        assert stored.size == len(whole)
        assert await _read(storage, "image/a.png") == whole
        assert await _read(storage, "image/a.png", 3, 10) == whole[3:10]

    play(scene)


def test_nothing_is_there_before_keep_and_nothing_stays_without_it(play: Callable[[Scene], None]) -> None:
    async def scene(storage: Storage) -> None:
        async with await storage.receive() as incoming:
            await incoming.write(b"x" * 1_000_000)
            with pytest.raises(NotStored):
                await storage.open("a")
        await incoming.discard()
        with pytest.raises(NotStored):
            await storage.open("a")

    play(scene)


def test_a_key_that_exists_keeps_its_bytes(play: Callable[[Scene], None]) -> None:
    async def scene(storage: Storage) -> None:
        await asyncio.gather(*(storage.put("a", bytes([number]) * 100_000) for number in range(8)))
        first = await _read(storage, "a")
        assert len(set(first)) == 1
        await storage.put("a", b"other")
        assert await _read(storage, "a") == first

    play(scene)


def test_delete_is_harmless_when_repeated(play: Callable[[Scene], None]) -> None:
    async def scene(storage: Storage) -> None:
        await storage.put("a/b", b"x")
        await storage.delete("a/b")
        await storage.delete("a/b")
        with pytest.raises(NotStored):
            await storage.open("a/b")

    play(scene)


@pytest.mark.parametrize(
    "key", ["", "/a", "a/", "../a", "a/../b", "a//b", ".a", "a/.b", "A", "a\x00", "a\n", "图", "a" * 201]
)
def test_a_key_that_is_none_is_misuse(play: Callable[[Scene], None], key: str) -> None:
    async def scene(storage: Storage) -> None:
        for call in (storage.open, storage.delete):
            with pytest.raises(ValueError, match="not a storage key"):
                await call(key)
        with pytest.raises(ValueError, match="not a storage key"):
            await storage.put(key, b"x")

    play(scene)


def test_a_full_disk_is_storage_full_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        storage = FolderStorage(tmp_path)
        monkeypatch.setattr(os, "fsync", _no_space)
        with pytest.raises(StorageFull):
            await storage.put("a", b"x")

    asyncio.run(scene())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def _no_space(descriptor: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_sweep_removes_what_killed_uploads_left(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    asyncio.run(storage.put("a", b"x"))
    forgotten = tmp_path / ".incoming/left"
    forgotten.write_bytes(b"x")
    os.utime(forgotten, (0, 0))
    assert storage.sweep(older_than=3600) == 1
    assert not forgotten.exists()
    assert (tmp_path / "a").exists()


@pytest.mark.parametrize("url", ["", "ftp://bucket", "file://x", "/var/files"])
def test_a_storage_that_is_not_supported_is_named_with_the_mend(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^storage\.url: .* write file:///folder"):
        open_storage(url, spool=Path("never-used"))
