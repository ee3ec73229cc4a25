"""What an upload may and may not be asked for, and what its bytes and keys may be, over all backends."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banyan.storage import FolderStorage, Incoming, NotStored, Storage
from banyan.storage.s3 import S3Storage


@pytest.fixture
def storage(new_storage: Callable[[], Storage]) -> Storage:
    return new_storage()


async def _read(storage: Storage, key: str, start: int = 0, stop: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in (await storage.open(key)).chunks(start, stop)])


def test_what_was_kept_cannot_be_changed_through_its_upload(storage: Storage) -> None:
    async def scene() -> None:
        incoming = await storage.receive()
        await incoming.write(b"whole")
        await incoming.keep("a")
        for call in (incoming.write(b"more"), incoming.source(), incoming.keep("b")):
            with pytest.raises(RuntimeError):
                await call
        await incoming.discard()
        assert await _read(storage, "a") == b"whole"
        assert not await storage.exists("b")

    asyncio.run(scene())


def test_what_was_discarded_cannot_be_kept(storage: Storage) -> None:
    async def scene() -> None:
        incoming = await storage.receive()
        await incoming.write(b"x")
        await incoming.discard()
        await incoming.discard()
        with pytest.raises(RuntimeError):
            await incoming.keep("a")
        assert not await storage.exists("a")

    asyncio.run(scene())


def test_what_is_known_of_the_bytes_outlives_the_upload(storage: Storage) -> None:
    async def scene() -> None:
        async with await storage.receive() as incoming:
            await incoming.write(b"x" * 300_000)
            await incoming.keep("a")
        assert incoming.sha256 == hashlib.sha256(b"x" * 300_000).hexdigest()
        assert (incoming.size, incoming.head) == (300_000, b"x" * 64)

    asyncio.run(scene())


def test_an_error_half_way_leaves_nothing(storage: Storage) -> None:
    async def break_off(incoming: Incoming) -> None:
        async with incoming:
            await incoming.write(b"x" * 1_000_000)
            raise ZeroDivisionError

    async def scene() -> None:
        incoming = await storage.receive()
        with pytest.raises(ZeroDivisionError):
            await break_off(incoming)
        with pytest.raises(RuntimeError):
            await incoming.keep("a")

    asyncio.run(scene())


def test_an_empty_object_is_one(storage: Storage) -> None:
    async def scene() -> None:
        await storage.put("empty", b"")
        assert await storage.exists("empty")
        assert await _read(storage, "empty") == b""

    asyncio.run(scene())


def test_keeps_of_one_key_at_once_all_succeed_and_one_stays(storage: Storage) -> None:
    async def scene() -> None:
        uploads = [await storage.receive() for _ in range(8)]
        for number, incoming in enumerate(uploads):
            await incoming.write(bytes([number]) * 300_000)
        await asyncio.gather(*(incoming.keep("deep/er/a") for incoming in uploads))
        await asyncio.gather(*(incoming.discard() for incoming in uploads))
        stayed = await _read(storage, "deep/er/a")
        assert len(stayed) == 300_000
        assert len(set(stayed)) == 1

    asyncio.run(scene())


def test_a_key_is_not_there_for_being_the_folder_of_another(storage: Storage) -> None:
    async def scene() -> None:
        await storage.put("a/b/c", b"x")
        for key in ("a", "a/b", "a/b/c/d"):
            # The S3 server of the tests keeps objects as files and would harm others here.
            if not isinstance(storage, S3Storage):
                await storage.delete(key)
            assert not await storage.exists(key)
            with pytest.raises(NotStored):
                await storage.open(key)
        assert await _read(storage, "a/b/c") == b"x"

    asyncio.run(scene())


def test_blocks_are_of_bounded_size(storage: Storage) -> None:
    async def scene() -> None:
        await storage.put("a", bytes(1_000_000))
        sizes = [len(chunk) async for chunk in (await storage.open("a")).chunks()]
        assert sizes == [262_144, 262_144, 262_144, 1_000_000 - 3 * 262_144]

    asyncio.run(scene())


# Every example gets a storage of its own.
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(-3, 1_200), stop=st.none() | st.integers(-3, 1_200))
def test_a_range_is_the_slice_or_misuse(new_storage: Callable[[], Storage], start: int, stop: int | None) -> None:
    content = bytes(range(256)) * 4

    async def scene(storage: Storage) -> None:
        await storage.put("a", content)
        if start < 0 or (stop is not None and stop < 0):
            with pytest.raises(ValueError, match="not a range"):
                await _read(storage, "a", start, stop)
        else:
            assert await _read(storage, "a", start, stop) == content[start:stop]

    asyncio.run(scene(new_storage()))


@settings(max_examples=300)
@given(st.text("ab./\\_-A\x00\n ~%é", max_size=12) | st.text(max_size=220))
def test_no_key_leads_out_of_the_folder(key: str) -> None:
    root = Path("/srv/files")
    try:
        path = FolderStorage(root).local_path(key)
    except ValueError:
        return
    assert path is not None
    assert path.is_relative_to(root)
    assert path != root
    assert not [part for part in path.relative_to(root).parts if part.startswith(".")]
