from __future__ import annotations

import hashlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from banyan.storage.base import BLOCK, Incoming, NotStored, Storage, StoredFile, check_key


class MemoryStorage(Storage):
    """For tests and development: gone with the process."""

    def __init__(self) -> None:
        self._objects: dict[str, tuple[bytes, float]] = {}

    async def receive(self) -> Incoming:
        return _IncomingBytes(self._objects)

    async def open(self, key: str) -> StoredFile:
        if check_key(key) not in self._objects:
            raise NotStored
        data, modified = self._objects[key]
        return _MemoryFile(len(data), modified, f'"{hashlib.sha256(data).hexdigest()[:32]}"', data)

    async def delete(self, key: str) -> None:
        self._objects.pop(check_key(key), None)


class _IncomingBytes(Incoming):
    def __init__(self, objects: dict[str, tuple[bytes, float]]) -> None:
        self._objects = objects
        self._data = bytearray()
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    async def write(self, chunk: bytes) -> None:
        self._require_open()
        self._data += chunk
        self._digest.update(chunk)
        self._note(chunk)

    async def source(self) -> Path | bytes:
        self._require_open()
        return bytes(self._data)

    async def keep(self, key: str, *, content_type: str = "") -> None:
        self._require_open()
        self._objects.setdefault(check_key(key), (bytes(self._data), time.time()))
        self._open = False

    async def discard(self) -> None:
        self._open = False
        self._data.clear()


@dataclass(frozen=True)
class _MemoryFile(StoredFile):
    data: bytes

    async def chunks(self, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        first, last = self._range(start, stop)
        wanted = self.data[first:last]
        for at in range(0, len(wanted), BLOCK):
            yield wanted[at : at + BLOCK]
