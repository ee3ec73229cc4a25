"""What only a store elsewhere can get right: types, sharing, memory, half an upload."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from banyan.base import SystemFault
from banyan.storage import NotStored
from banyan.storage.s3 import S3Storage
from tests.servers.s3 import S3Server
from tests.storage.disks import files_in

_LARGE = 60_000_000
_PUT_LARGE = """
import asyncio, resource, sys
from pathlib import Path
from banyan.storage import open_storage

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

async def main():
    url, spool, access_key, secret_key, size = sys.argv[1:]
    storage = open_storage(url, spool=Path(spool), access_key=access_key, secret_key=secret_key)
    await storage.put("small", b"x")
    before, block = peak(), bytes(1_000_000)
    async with await storage.receive() as incoming:
        for _ in range(int(size) // len(block)):
            await incoming.write(block)
        await incoming.keep("large")
    read = 0
    async for chunk in (await storage.open("large")).chunks():
        read += len(chunk)
    print(read, peak() - before)

asyncio.run(main())
"""


async def _read(storage: S3Storage, key: str) -> bytes:
    return b"".join([chunk async for chunk in (await storage.open(key)).chunks()])


def test_a_large_object_takes_bounded_memory_both_ways(s3: S3Server, tmp_path: Path) -> None:
    arguments = (s3.new_url(), str(tmp_path), s3.access_key, s3.secret_key, str(_LARGE))
    shown = subprocess.run(
        [sys.executable, "-c", _PUT_LARGE, *arguments], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    read, kilobytes = map(int, shown.split())
    assert read == _LARGE
    assert kilobytes < 30_000


@pytest.mark.parametrize("size", [10, 6_000_000], ids=["whole", "in_parts"])
def test_what_is_kept_has_its_type_and_may_be_cached_for_ever(s3: S3Server, tmp_path: Path, size: int) -> None:
    async def scene() -> None:
        storage = s3.storage(tmp_path)
        assert isinstance(storage, S3Storage)
        await storage.put("image/a.png", bytes(size), content_type="image/png")
        await storage.put("b", bytes(size))
        for key, content_type in (("image/a.png", "image/png"), ("b", "application/octet-stream")):
            attributes = (await storage._store.get_async(key)).attributes
            assert attributes["Content-Type"] == content_type
            assert attributes["Cache-Control"] == "public, max-age=31536000, immutable"

    asyncio.run(scene())


def test_nodes_on_one_store_see_each_others_objects(s3: S3Server, tmp_path: Path) -> None:
    async def scene() -> None:
        url = s3.new_url()
        one, other = s3.storage(tmp_path / "one", url), s3.storage(tmp_path / "other", url)
        await one.put("a", b"x")
        assert await _read(other, "a") == b"x"
        await other.put("a", b"other")
        await other.put("b", b"y")
        assert (await _read(one, "a"), await _read(one, "b")) == (b"x", b"y")
        opened = await one.open("b")
        await other.delete("b")
        assert not await one.exists("b")
        with pytest.raises(NotStored):
            await anext(aiter(opened.chunks()))
        assert not await s3.storage(tmp_path).exists("a")

    asyncio.run(scene())


def test_who_looked_before_another_kept_does_not_overwrite(
    s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def too_early(self: S3Storage, key: str) -> bool:
        return False

    async def scene() -> None:
        storage = s3.storage(tmp_path)
        await storage.put("a", b"first")
        monkeypatch.setattr(S3Storage, "exists", too_early)
        await storage.put("a", b"second")
        assert await _read(storage, "a") == b"first"

    asyncio.run(scene())


def test_a_cancelled_upload_leaves_nothing(s3: S3Server, tmp_path: Path) -> None:
    def at_work() -> list[Path]:
        return [path for path in s3.folder.rglob(".rclone_temp_*") if path.is_file() and path.stat().st_size]

    async def upload() -> None:
        async with await storage.receive() as incoming:
            for _ in range(_LARGE // 1_000_000):
                await incoming.write(bytes(1_000_000))
            await incoming.keep("a")

    async def scene() -> None:
        task = asyncio.create_task(upload())
        while not at_work():
            assert not task.done()
            await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not await storage.exists("a")
        assert files_in(tmp_path) == []
        # And nothing of it comes later, in the place of what is kept then.
        await storage.put("a", b"x" * 6_000_000)
        assert await _read(storage, "a") == b"x" * 6_000_000

    storage = s3.storage(tmp_path)
    asyncio.run(scene())


def test_nothing_stays_in_the_spool(s3: S3Server, tmp_path: Path) -> None:
    async def scene() -> None:
        incoming = await s3.storage(tmp_path).receive()
        await incoming.write(b"x")
        assert isinstance(await incoming.source(), Path)
        await incoming.keep("a")
        assert files_in(tmp_path) == []
        refused = await s3.storage(tmp_path, secret_key="wrong").receive()
        await refused.write(b"x")
        with pytest.raises(SystemFault):
            await refused.keep("a")
        assert files_in(tmp_path) == []

    asyncio.run(scene())


@pytest.mark.parametrize("wrong", ["access_key", "secret_key", "bucket"])
def test_what_someone_has_to_mend_is_a_fault_that_names_no_key(s3: S3Server, tmp_path: Path, wrong: str) -> None:
    async def scene() -> None:
        url = s3.new_url().replace("banyan-test", "no-such-bucket" if wrong == "bucket" else "banyan-test")
        keys = {} if wrong == "bucket" else {wrong: "not-the-right-one"}
        storage = s3.storage(tmp_path, url, **keys)
        for call in (storage.put("a", b"x"), storage.delete("a"), *([] if wrong == "bucket" else [storage.open("a")])):
            with pytest.raises(SystemFault) as fault:
                await call
            assert fault.value.status == 500
            assert "bucket" in str(fault.value) if wrong == "bucket" else "storage.access_key" in str(fault.value)
            for secret in ("not-the-right-one", s3.access_key, s3.secret_key):
                assert secret not in str(fault.value)
            assert fault.value.__suppress_context__

    asyncio.run(scene())
