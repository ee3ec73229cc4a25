from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence

from banyan.cache.base import CacheStore, Entry

# What Python adds to an entry's key and value.
_OVERHEAD = 300


class MemoryCacheStore(CacheStore):
    """In this process: the longest unused make room for new ones."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._entries: OrderedDict[str, Entry] = OrderedDict()

    async def get_many(self, keys: Sequence[str]) -> Sequence[Entry | None]:
        entries = self._entries
        found = [entries.get(key) for key in keys]
        for key, entry in zip(keys, found, strict=True):
            if entry is not None:
                entries.move_to_end(key)
        return found

    async def set_many(self, entries: Mapping[str, Entry]) -> None:
        for key, entry in entries.items():
            self.forget(key)
            self._entries[key] = entry
            self._bytes += _size(key, entry)
        while self._bytes > self._most_bytes:
            self.forget(next(iter(self._entries)))

    def forget(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= _size(key, entry)


def _size(key: str, entry: Entry) -> int:
    return len(key) + len(entry.value) + _OVERHEAD
