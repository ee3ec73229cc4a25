from __future__ import annotations

import os
import stat
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from banyan.storage.base import BLOCK, Incoming, NotStored, Storage, StoredFile, check_key
from banyan.storage.disk import in_thread
from banyan.storage.incoming_file import IncomingFile
from banyan.storage.spool import sweep_spool


class FolderStorage(Storage):
    """Objects as files below a folder: a key is a relative path."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def receive(self) -> Incoming:
        return IncomingFile(self._root)

    async def open(self, key: str) -> StoredFile:
        path = self._root / check_key(key)
        try:
            found = await in_thread(path.stat)
        except (FileNotFoundError, NotADirectoryError):
            raise NotStored from None
        if not stat.S_ISREG(found.st_mode):
            raise NotStored
        # nginx's form of an entity tag, so that both tiers agree on it.
        return _FolderFile(found.st_size, found.st_mtime, f'"{int(found.st_mtime):x}-{found.st_size:x}"', path)

    async def delete(self, key: str) -> None:
        path = self._root / check_key(key)
        # A key that is the folder of others, or below a file, is a key that nothing is kept under.
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
            await in_thread(path.unlink)

    def local_path(self, key: str) -> Path | None:
        return self._root / check_key(key)

    def sweep(self, older_than: float) -> int:
        """As `sweep_spool`."""
        return sweep_spool(self._root, older_than)


@dataclass(frozen=True)
class _FolderFile(StoredFile):
    path: Path

    async def chunks(self, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        at, end = self._range(start, stop)
        try:
            file = await in_thread(lambda: self.path.open("rb", buffering=0))
        except FileNotFoundError:
            raise NotStored from None
        with file:
            while at < end:
                # By place, not from a common position: a read that outlives a client's going away disturbs nothing.
                block = await in_thread(partial(os.pread, file.fileno(), min(BLOCK, end - at), at))
                if not block:
                    return
                at += len(block)
                yield block
