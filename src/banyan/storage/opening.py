from __future__ import annotations

from pathlib import Path

from banyan.base import SettingsError
from banyan.storage.base import Storage
from banyan.storage.folder import FolderStorage
from banyan.storage.memory import MemoryStorage


def open_storage(url: str) -> Storage:
    """The backend that the setting `storage.url` names. Raises SettingsError."""
    if url.startswith("file:///"):
        return FolderStorage(Path(url.removeprefix("file://")))
    if url == "memory:":
        return MemoryStorage()
    raise SettingsError(f"storage.url: {url!r} is not supported; write file:///folder or memory:")
