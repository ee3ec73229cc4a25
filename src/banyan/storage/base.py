from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from banyan.base import SystemFault, UserError

BLOCK = 256 * 1024
# For what is kept: keys are made from content, so that what is under one never changes.
IMMUTABLE = "public, max-age=31536000, immutable"
_HEAD = 64
_KEY = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9_-][a-z0-9._-]*)*", re.ASCII)


class NotStored(UserError):
    name = "not_stored"
    status = 404
    message = "There is no such object."


class StorageFull(SystemFault):
    name: ClassVar[str] = "storage_full"
    status = 507
    message = "There is no room left to keep it."


class StorageUnavailable(SystemFault):
    """The store is elsewhere and does not answer, or not in time: it may again in `retry_after` seconds."""

    name: ClassVar[str] = "storage_unavailable"
    status = 503
    message = "The store does not answer."
    retry_after = 5


def check_key(key: str) -> str:
    """Lower-case letters, digits and `._-` in segments that begin with none of the dots; the first with a letter or a
    digit. ValueError: misuse, for keys are made by programs, never taken from clients."""
    if len(key) > 200 or _KEY.fullmatch(key) is None:
        raise ValueError(f"not a storage key: {key!r}")
    return key


class Incoming(ABC):
    """Bytes on their way in: nothing is visible under any key until `keep`, and nothing stays without it.

    An async context manager that discards what was not kept. After `keep`, `discard` or a failed call only `discard`
    and what is known of the bytes (`size`, `head`, `sha256`) are left: anything else raises RuntimeError, for what was
    kept must not change and a part must not pass for the whole.
    """

    size: int = 0
    head: bytes = b""
    """The first bytes, at least 64 of them where there are as many: enough to tell what they are."""
    _open: bool = True

    @property
    @abstractmethod
    def sha256(self) -> str:
        """Hexadecimal, of all that was written so far."""

    @abstractmethod
    async def write(self, chunk: bytes) -> None:
        """Raises StorageFull."""

    @abstractmethod
    async def source(self) -> Path | bytes:
        """All that was written, as something to read from until `keep`: a file's path, or the bytes."""

    @abstractmethod
    async def keep(self, key: str, *, content_type: str = "") -> None:
        """Durably, wholly and at once. A key that exists keeps its bytes: keys are made from content. Raises
        StorageFull, StorageUnavailable, and OSError where the key is the folder of another or below one.

        `content_type`: for those who fetch the object from the store itself; a backend that nobody else can reach
        passes it over."""

    @abstractmethod
    async def discard(self) -> None:
        """Harmless when repeated, or after `keep`."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.discard()

    def _require_open(self) -> None:
        if not self._open:
            raise RuntimeError("this upload was kept, was discarded or has failed")

    def _note(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if len(self.head) < _HEAD:
            self.head += chunk[: _HEAD - len(self.head)]


@dataclass(frozen=True)
class StoredFile(ABC):
    """`modified`: seconds since 1970, UTC. `etag`: opaque, in quotes, for HTTP (RFC 9110 section 8.8.3)."""

    size: int
    modified: float
    etag: str

    @abstractmethod
    def chunks(self, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        """Its bytes from `start` up to, not including, `stop`, in blocks; what lies past the end is left out. Raises
        ValueError for a negative place, NotStored when it was deleted since it was opened, StorageUnavailable."""

    def _range(self, start: int, stop: int | None) -> tuple[int, int]:
        if start < 0 or (stop is not None and stop < 0):
            raise ValueError(f"not a range: {start} to {stop}")
        return start, self.size if stop is None else min(stop, self.size)


class Storage(ABC):
    """Any call may raise StorageUnavailable where the store is elsewhere, within seconds of being made."""

    @abstractmethod
    async def receive(self) -> Incoming: ...

    @abstractmethod
    async def open(self, key: str) -> StoredFile:
        """Raises NotStored."""

    async def exists(self, key: str) -> bool:
        try:
            await self.open(key)
        except NotStored:
            return False
        return True

    @abstractmethod
    async def delete(self, key: str) -> None:
        """Harmless when there is none."""

    async def put(self, key: str, data: bytes, *, content_type: str = "") -> None:
        """A small object that is in memory already; `content_type` as for `Incoming.keep`."""
        async with await self.receive() as incoming:
            await incoming.write(data)
            await incoming.keep(key, content_type=content_type)

    def local_path(self, key: str) -> Path | None:
        """The file of an object, where the backend has files."""
        return None
