from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def only_blocks(write: Callable[[int, memoryview], int]) -> Callable[[int, memoryview], int]:
    """`os.write` is the event loop's own way to wake up, too, by one byte."""
    really_write = os.write
    return lambda descriptor, data: (write if len(data) > 1 else really_write)(descriptor, data)
