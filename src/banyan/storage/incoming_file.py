from __future__ import annotations

import os
from pathlib import Path

from banyan.storage.base import check_key
from banyan.storage.disk import in_thread, make_folder, sync_folder
from banyan.storage.spool import Spool


class IncomingFile(Spool):
    """Kept by a second name: the file itself becomes the object."""

    async def keep(self, key: str, *, content_type: str = "") -> None:
        self._require_open()
        target = self._root / check_key(key)
        await self._flush()
        self._open = False
        await in_thread(lambda: self._attempt(lambda: self._keep(target)))

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
