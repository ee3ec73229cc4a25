from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
import time
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from threading import Lock

from banyan.storage.base import BLOCK, Incoming
from banyan.storage.disk import in_thread, make_folder

# In the same file system as what a folder keeps, so that keeping is one step there.
INCOMING = ".incoming"


class Spool(Incoming):
    """A temporary file below `root`: all of an upload but its keeping.

    Buffers a block before it goes to a thread: a large upload is not thousands of hops.

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


def sweep_spool(root: Path, older_than: float) -> int:
    """Remove what uploads that were killed left behind, untouched for `older_than` seconds; how many there were.
    Blocks."""
    before = time.time() - older_than
    return sum(_remove_forgotten(path, before) for path in (root / INCOMING).glob("*"))


def _remove_forgotten(path: Path, before: float) -> bool:
    try:
        if path.stat().st_mtime >= before:
            return False
        path.unlink()
    except FileNotFoundError:
        # Its upload, or the sweep of another worker, was quicker.
        return False
    return True
