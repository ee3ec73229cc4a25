"""Where bytes are kept: a seam with a folder, an S3 and a memory backend."""

from banyan.storage.base import (
    IMMUTABLE,
    Incoming,
    NotStored,
    Storage,
    StorageFull,
    StorageUnavailable,
    StoredFile,
)
from banyan.storage.folder import FolderStorage
from banyan.storage.memory import MemoryStorage
from banyan.storage.opening import check_storage_url, open_storage
from banyan.storage.spool import sweep_spool

__all__ = [
    "IMMUTABLE",
    "FolderStorage",
    "Incoming",
    "MemoryStorage",
    "NotStored",
    "Storage",
    "StorageFull",
    "StorageUnavailable",
    "StoredFile",
    "check_storage_url",
    "open_storage",
    "sweep_spool",
]
