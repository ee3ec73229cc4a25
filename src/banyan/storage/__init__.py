"""Where bytes are kept: a seam with a folder and a memory backend."""

from banyan.storage.base import Incoming, NotStored, Storage, StorageFull, StoredFile
from banyan.storage.folder import FolderStorage
from banyan.storage.memory import MemoryStorage
from banyan.storage.opening import open_storage

__all__ = [
    "FolderStorage",
    "Incoming",
    "MemoryStorage",
    "NotStored",
    "Storage",
    "StorageFull",
    "StoredFile",
    "open_storage",
]
