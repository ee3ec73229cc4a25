from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import secrets
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from banyan.storage.base import BLOCK, Incoming, NotStored, Storage, StorageFull, StoredFile, check_key

T = TypeVar("T")
# In the same file system as what is kept, so that keeping is a rename.
_INCOMING = ".incoming"


class FolderStorage(Storage):
    """Objects as files below a folder: a key is a relative path."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def receive(self) -> Incoming:
        folder = self._root / _INCOMING
        await _in_thread(lambda: folder.mkdir(parents=True, exist_ok=True))
        return _IncomingFile(self._root, folder / secrets.token_hex(16))

    async def open(self, key: str) -> StoredFile:
        path = self._root / check_key(key)
        try:
            found = await _in_thread(path.stat)
        except (FileNotFoundError, NotADirectoryError):
            raise NotStored from None
        # nginx's form of an entity tag, so that both tiers agree on it.
        return _FolderFile(found.st_size, found.st_mtime, f'"{int(found.st_mtime):x}-{found.st_size:x}"', path)

    async def delete(self, key: str) -> None:
        path = self._root / check_key(key)
        await _in_thread(lambda: path.unlink(missing_ok=True))

    def local_path(self, key: str) -> Path | None:
        return self._root / check_key(key)

    def sweep(self, older_than: float) -> int:
        """Remove what uploads that were killed left behind `older_than` seconds ago; how many there were."""
        before = time.time() - older_than
        forgotten = [path for path in (self._root / _INCOMING).glob("*") if path.stat().st_mtime < before]
        for path in forgotten:
            path.unlink(missing_ok=True)
        return len(forgotten)


class _IncomingFile(Incoming):
    """Buffers a block before it goes to a thread: a large upload is not thousands of hops."""

    def __init__(self, root: Path, path: Path) -> None:
        self._root = root
        self._path = path
        self._file = path.open("xb", buffering=0)
        self._digest = hashlib.sha256()
        self._buffer = bytearray()

    @property
    def sha256(self) -> str:
        digest = self._digest.copy()
        digest.update(self._buffer)
        return digest.hexdigest()

    async def write(self, chunk: bytes) -> None:
        self._note(chunk)
        self._buffer += chunk
        if len(self._buffer) >= BLOCK:
            await self._flush()

    async def source(self) -> Path | bytes:
        await self._flush()
        return self._path

    async def keep(self, key: str) -> None:
        await self._flush()
        target = self._root / check_key(key)
        await _in_thread(lambda: self._keep(target))

    async def discard(self) -> None:
        await _in_thread(self._discard)

    async def _flush(self) -> None:
        block, self._buffer = bytes(self._buffer), bytearray()
        if block:
            await _in_thread(lambda: self._write(block))

    def _write(self, block: bytes) -> None:
        self._digest.update(block)
        view = memoryview(block)
        while view:
            view = view[self._file.write(view) :]

    def _keep(self, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.fchmod(self._file.fileno(), 0o644)
        os.fsync(self._file.fileno())
        try:
            os.link(self._path, target)
        except FileExistsError:
            return
        folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _discard(self) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)


@dataclass(frozen=True)
class _FolderFile(StoredFile):
    path: Path

    async def chunks(self, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        end = self.size if stop is None else min(stop, self.size)
        file = await _in_thread(lambda: self.path.open("rb", buffering=0))
        try:
            await _in_thread(lambda: file.seek(start))
            while start < end:
                block = await _in_thread(partial(file.read, min(BLOCK, end - start)))
                if not block:
                    return
                start += len(block)
                yield block
        finally:
            file.close()


async def _in_thread(work: Callable[[], T]) -> T:
    try:
        return await asyncio.to_thread(work)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull from None
        raise
