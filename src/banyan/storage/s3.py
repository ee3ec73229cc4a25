"""Objects in an S3 bucket, by obstore. See docs/decisions/object-storage.md."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from obstore.exceptions import AlreadyExistsError
from obstore.store import S3Store

from banyan.base import SystemFault
from banyan.storage.base import BLOCK, IMMUTABLE, Incoming, NotStored, Storage, StoredFile, check_key
from banyan.storage.s3_faults import in_time
from banyan.storage.s3_url import S3Address
from banyan.storage.spool import Spool

if TYPE_CHECKING:
    from obstore.store import S3Credential

# Seconds for a call that carries no bytes, or until the next bytes come.
_DEADLINE = 5.0
# Bytes a second below which an upload is given up.
_SLOWEST = 250_000
# S3's smallest part of a multipart upload. With two on their way an upload takes some 15 MB at most.
_PART = 5 * 1024 * 1024
_PARTS_AT_ONCE = 2

Upload = Callable[[Path, str, int, str], Awaitable[None]]


class S3Storage(Storage):
    """`spool`: the folder for uploads on their way. Path below the bucket: the address's prefix, then the key."""

    def __init__(self, address: S3Address, spool: Path, *, access_key: str = "", secret_key: str = "") -> None:
        self._spool = spool
        self._store = _open(address, access_key, secret_key, read_timeout="2s")
        # Apart, for there the time until an answer includes that of sending the bytes.
        self._upload_store = _open(address, access_key, secret_key, read_timeout="60s")

    async def receive(self) -> Incoming:
        return _IncomingObject(self._spool, self._upload)

    async def open(self, key: str) -> StoredFile:
        check_key(key)
        async with in_time(_DEADLINE):
            found = await self._store.head_async(key)
        modified = found["last_modified"].timestamp()
        etag = found["e_tag"] or f'"{int(modified):x}-{found["size"]:x}"'
        return _S3File(found["size"], modified, etag.removeprefix("W/"), self._store, key, found["e_tag"])

    async def delete(self, key: str) -> None:
        check_key(key)
        with suppress(NotStored):
            async with in_time(_DEADLINE):
                await self._store.delete_async(key)

    async def _upload(self, source: Path, key: str, size: int, content_type: str) -> None:
        # First of all: a store that is dead is known at once, what is there need not be sent, and where a store knows
        # no conditional writes this is what keeps the bytes of a key that exists.
        if await self.exists(key):
            return
        whole = size <= _PART
        try:
            async with in_time(_DEADLINE + size / _SLOWEST):
                await self._upload_store.put_async(
                    key,
                    source,
                    attributes={"Content-Type": content_type or "application/octet-stream", "Cache-Control": IMMUTABLE},
                    # Without parts, as conditional writes are, it would all be in memory at once. Two large uploads
                    # under one key at the same moment write the same bytes.
                    mode="create" if whole else "overwrite",
                    use_multipart=not whole,
                    chunk_size=_PART,
                    max_concurrency=_PARTS_AT_ONCE,
                )
        except AlreadyExistsError:
            return
        except NotStored:
            raise SystemFault("The S3 store takes no object; is there the bucket that storage.url names?") from None


class _IncomingObject(Spool):
    def __init__(self, root: Path, upload: Upload) -> None:
        super().__init__(root)
        self._upload = upload

    async def keep(self, key: str, *, content_type: str = "") -> None:
        self._require_open()
        check_key(key)
        await self._flush()
        self._open = False
        try:
            await self._upload(self._path, key, self.size, content_type)
        finally:
            await self.discard()


@dataclass(frozen=True)
class _S3File(StoredFile):
    store: S3Store
    key: str
    version: str | None

    async def chunks(self, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        at, end = self._range(start, stop)
        if at >= end:
            return
        async with in_time(_DEADLINE):
            found = await self.store.get_async(self.key, options={"range": (at, end), "if_match": self.version})
        pieces = found.stream(min_chunk_size=BLOCK)
        waiting = bytearray()
        while True:
            async with in_time(_DEADLINE):
                piece = await anext(pieces, None)
            if piece is None:
                break
            waiting += piece
            while len(waiting) >= BLOCK:
                yield bytes(waiting[:BLOCK])
                del waiting[:BLOCK]
        if waiting:
            yield bytes(waiting)


def _open(address: S3Address, access_key: str, secret_key: str, *, read_timeout: str) -> S3Store:
    """Nothing is asked of the store yet."""
    return S3Store(
        address.bucket,
        prefix=address.prefix or None,
        config={
            "virtual_hosted_style_request": address.virtual_host,
            # One object a request: not every store knows the other way.
            "disable_bulk_delete": True,
            **({"endpoint": address.bucket_endpoint} if address.endpoint else {}),
            **({"region": address.region} if address.region else {}),
        },
        client_options={
            "allow_http": address.endpoint.startswith("http://"),
            "connect_timeout": "1500ms",
            "read_timeout": read_timeout,
            # Of a whole answer: as slow as whoever reads it.
            "timeout": "1day",
        },
        retry_config={
            "max_retries": 2,
            "retry_timeout": timedelta(seconds=3),
            "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=1), "base": 2},
        },
        credential_provider=_Keys(access_key, secret_key) if access_key else None,
    )


class _Keys:
    """The settings' own keys, so that a session token of the environment is not sent along with them."""

    def __init__(self, access_key: str, secret_key: str) -> None:
        self._credential: S3Credential = {
            "access_key_id": access_key,
            "secret_access_key": secret_key,
            "token": None,
            "expires_at": None,
        }

    def __call__(self) -> S3Credential:
        return self._credential
