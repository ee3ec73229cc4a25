from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Generic, TypeVar

import msgspec

from banyan.base import LONGEST_TTL

K = TypeVar("K", bound=str | int)
V = TypeVar("V")
_declared: set[str] = set()
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")


@dataclass(frozen=True, eq=False)
class Cached(Generic[K, V]):
    """What is kept of a query's results: values of one type, each under its key. Declared once, at module level.

    `type`: what msgspec can encode and decode, for example a `msgspec.Struct`; a row of the database is not. `ttl`:
    seconds, at most `LONGEST_TTL`; `negative_ttl`: for keys that have no value. `tags`: what makes the value under a
    key stale (`banyan.data.invalidate`), a function of the key alone; without it `<name>:<key>`.
    """

    name: str
    type: type[V]
    ttl: float = 60.0
    negative_ttl: float = 5.0
    tags: Callable[[K], tuple[str, ...]] | None = None

    def __post_init__(self) -> None:
        if len(self.name) > 60 or not _NAME.fullmatch(self.name):
            raise ValueError(f"Cached({self.name!r}): a name is like sight or daytrip.sight, at most 60 characters")
        if not 0 < self.ttl <= LONGEST_TTL:
            raise ValueError(f"Cached({self.name!r}): ttl is more than 0 and at most {LONGEST_TTL:.0f} seconds")
        if not 0 < self.negative_ttl <= self.ttl:
            raise ValueError(f"Cached({self.name!r}): negative_ttl is more than 0 and at most ttl")
        _declared.add(self.name)

    @cached_property
    def tags_of(self) -> Callable[[K], tuple[str, ...]]:
        name = self.name
        return self.tags or (lambda key: (f"{name}:{key}",))

    @cached_property
    def prefix(self) -> str:
        """Of its keys in a store. The type's shape is in it: while a new version of the program takes the old one's
        place, neither reads what the other means otherwise."""
        shape = msgspec.json.encode(msgspec.json.schema(self.type), order="sorted")
        return f"{self.name}:{blake2b(shape, digest_size=6).hexdigest()}:"

    @cached_property
    def decode(self) -> Callable[[bytes], V]:
        return msgspec.msgpack.Decoder(self.type).decode


def declared_caches() -> frozenset[str]:
    """Names, of the modules that have been loaded."""
    return frozenset(_declared)
