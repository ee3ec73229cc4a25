from __future__ import annotations

from pathlib import Path

from banyan.base import SettingsError
from banyan.storage.base import Storage
from banyan.storage.folder import FolderStorage
from banyan.storage.memory import MemoryStorage
from banyan.storage.s3_url import S3Address, read_s3_url


def check_storage_url(url: str, *, access_key: str = "", secret_key: str = "") -> None:
    """Raises SettingsError for what `open_storage` would not open. Light: no driver is loaded."""
    if not url.startswith("s3:"):
        _open_here(url)
        return
    read_s3_url(url)
    if bool(access_key) != bool(secret_key):
        missing = "storage.secret_key" if access_key else "storage.access_key"
        raise SettingsError(f"{missing}: is empty though the other half is given; give both keys, or neither")


def open_storage(url: str, *, spool: Path, access_key: str = "", secret_key: str = "") -> Storage:
    """The backend that the setting `storage.url` names. Raises SettingsError.

    `spool`: a folder for uploads on their way to a store elsewhere. Without keys that store is opened by those of the
    environment (`AWS_*`) or of the machine.
    """
    check_storage_url(url, access_key=access_key, secret_key=secret_key)
    if url.startswith("s3:"):
        return _open_s3(read_s3_url(url), spool, access_key, secret_key)
    return _open_here(url)


def _open_here(url: str) -> Storage:
    if url.startswith("file:///"):
        return FolderStorage(Path(url.removeprefix("file://")))
    if url == "memory:":
        return MemoryStorage()
    shown = url.split("://")[0] + "://…" if "@" in url else url
    raise SettingsError(f"storage.url: {shown!r} is not supported; write file:///folder, s3://bucket or memory:")


def _open_s3(address: S3Address, spool: Path, access_key: str, secret_key: str) -> Storage:
    # The driver is loaded by the sites that use it.
    from banyan.storage.s3 import S3Storage

    return S3Storage(address, spool, access_key=access_key, secret_key=secret_key)
