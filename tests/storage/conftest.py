from __future__ import annotations

from collections.abc import Callable

import pytest

from banyan.storage import FolderStorage, MemoryStorage, Storage
from tests.servers.s3 import s3

__all__ = ["new_storage", "s3"]


@pytest.fixture(params=["folder", "memory", "s3"])
def new_storage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Storage]:
    """Each call makes an empty storage, of each backend in turn."""

    def make() -> Storage:
        folder = tmp_path_factory.mktemp("files")
        if request.param == "s3":
            made: Storage = request.getfixturevalue("s3").storage(folder)
            return made
        return FolderStorage(folder) if request.param == "folder" else MemoryStorage()

    return make
