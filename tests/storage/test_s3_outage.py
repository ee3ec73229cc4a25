"""A store that is dead or says nothing: known in seconds, and forgotten once it is back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from banyan.storage import Storage, StorageUnavailable
from tests.servers.s3 import S3Server, s3_server
from tests.storage.disks import files_in


@pytest.fixture(scope="module")
def fragile() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.mark.parametrize("harm", ["killed", "frozen"])
@pytest.mark.parametrize("behind", ["nothing", "a_proxy"])
def test_a_store_that_does_not_answer_is_unavailable_in_seconds(
    fragile: S3Server, tmp_path: Path, harm: str, behind: str
) -> None:
    async def scene() -> None:
        storage = fragile.storage(tmp_path, url)
        await storage.put("a", b"x")
        fragile.process.kill() if harm == "killed" else fragile.process.freeze()
        try:
            started = time.monotonic()
            calls = (storage.open("a"), storage.delete("a"), storage.put("b", b"y"))
            faults = await asyncio.gather(*calls, return_exceptions=True)
            assert time.monotonic() - started < 6
            for fault in faults:
                assert isinstance(fault, StorageUnavailable)
                assert (fault.status, fault.name) == (503, "storage_unavailable")
                assert fault.retry_after
                assert fragile.access_key not in str(fault)
        finally:
            fragile.process.start() if harm == "killed" else fragile.process.thaw()
        assert await storage.exists("a") or harm == "frozen"
        await storage.put("c", b"z")
        assert await storage.exists("c")
        assert files_in(tmp_path) == []

    url = fragile.new_url(fragile.direct if behind == "nothing" else "")
    asyncio.run(scene())


def test_a_store_that_dies_while_an_object_is_read(fragile: S3Server, tmp_path: Path) -> None:
    async def scene() -> None:
        storage = fragile.storage(tmp_path)
        await storage.put("a", bytes(60_000_000))
        chunks = (await storage.open("a")).chunks()
        assert len(await anext(chunks)) == 262_144
        fragile.process.kill()
        try:
            with pytest.raises(StorageUnavailable):
                await _rest(chunks)
        finally:
            fragile.process.start()
        assert await _size(storage) == 60_000_000

    asyncio.run(scene())


async def _rest(chunks: AsyncIterator[bytes]) -> int:
    return sum([len(chunk) async for chunk in chunks])


async def _size(storage: Storage) -> int:
    return await _rest((await storage.open("a")).chunks())
