from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from banyan.storage.base import StorageFull

T = TypeVar("T")


async def in_thread(work: Callable[[], T]) -> T:
    """What blocks, off the event loop; a full disk or quota as StorageFull.

    The wait may be cancelled. What has not begun then never does; what has begun runs to its end.
    """
    try:
        return await asyncio.to_thread(work)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull from None
        raise


def make_folder(folder: Path) -> None:
    """With its parents, durably, and whatever the umask open to the gateway, which runs as another user."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    try:
        folder.mkdir()
    except FileExistsError:
        return
    folder.chmod(0o755)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in it durable: a file's own fsync says nothing of its name."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
