from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from threading import Lock

from banyan.storage.base import BLOCK, Incoming, check_key
from banyan.storage.disk import in_thread, make_folder, sync_folder

# In the same file system as what is kept, so that keeping is one step.
INCOMING = ".incoming"


class IncomingFile(Incoming):
    """Buffers a block before it goes to a thread: a large upload is not thousands of hops.

    A client that goes away cancels the wait for a thread, not the thread, so that the next call, `discard`, may come
    while one is still at work: they take turns, and none begins once the file is gone.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._path = root / INCOMING / secrets.token_hex(16)
        self._file: FileIO | None = None
        self._gone = False
        self._turn = Lock()
        self._digest = hashlib.sha256()
        self._buffer = bytearray()

    @property
    def sha256(self) -> str:
        digest = self._digest.copy()
        digest.update(self._buffer)
        return digest.hexdigest()

    async def write(self, chunk: bytes) -> None:
        self._require_open()
        view = memoryview(chunk)
        # By blocks, however large the chunk: it is in the caller's memory already and need not be there twice.
        for at in range(0, len(view), BLOCK):
            self._buffer += view[at : at + BLOCK]
            if len(self._buffer) >= BLOCK:
                await self._flush()
        self._note(chunk)

    async def source(self) -> Path | bytes:
        self._require_open()
        await self._flush()
        return self._path

    async def keep(self, key: str) -> None:
        self._require_open()
        target = self._root / check_key(key)
        await self._flush()
        self._open = False
        await in_thread(lambda: self._attempt(lambda: self._keep(target)))

    async def discard(self) -> None:
        self._open = False
        # Handed over before anything is awaited: a cancelled request must not leave its file behind.
        await asyncio.shield(asyncio.get_running_loop().run_in_executor(None, self._remove))

    async def _flush(self) -> None:
        block, self._buffer = self._buffer, bytearray()
        try:
            await in_thread(lambda: self._attempt(lambda: self._write(block)))
        except BaseException:
            self._open = False
            raise

    def _attempt(self, work: Callable[[], None]) -> None:
        with self._turn:
            if self._gone:
                raise RuntimeError("discarded while it was at work")
            try:
                work()
            except BaseException:
                self._remove_now()
                raise

    def _write(self, block: bytearray) -> None:
        file = self._opened()
        self._digest.update(block)
        with memoryview(block) as view:
            at = 0
            while at < len(view):
                at += os.write(file.fileno(), view[at:])
        # An idle thread may hold on to its last block: without its bytes, or memory would not be bounded.
        block.clear()

    def _keep(self, target: Path) -> None:
        descriptor = self._opened().fileno()
        os.fchmod(descriptor, 0o644)
        os.fsync(descriptor)
        make_folder(target.parent)
        try:
            # Not a rename, which would put these bytes in the place of those that are there.
            os.link(self._path, target)
        except FileExistsError:
            if not target.is_file():
                raise
        sync_folder(target.parent)

    def _opened(self) -> FileIO:
        if self._file is None:
            make_folder(self._path.parent)
            self._file = FileIO(self._path, "xb")
        return self._file

    def _remove(self) -> None:
        with self._turn:
            self._remove_now()

    def _remove_now(self) -> None:
        self._gone = True
        if self._file is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)
