from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from banyan.edge.answer_cache import Kept
from banyan.edge.cache_control import directives, seconds, values_of

_FIELDS = frozenset({b"cache-control", b"pragma"})


class Wishes(NamedTuple):
    """What whoever asks says of caches (RFC 9111 section 5.2.1)."""

    no_cache: bool = False
    no_store: bool = False
    only_if_cached: bool = False
    max_age: int | None = None
    min_fresh: int = 0

    def allow(self, kept: Kept) -> bool:
        """To be answered by it."""
        if self.no_cache or (self.max_age is not None and kept.age > self.max_age):
            return False
        return kept.is_fresh and kept.answer.fresh - kept.age >= self.min_fresh

    def allow_stale(self, kept: Kept) -> bool:
        """To be answered by it while it is fetched anew."""
        return kept.may_be_shown_meanwhile and self == _NONE


_NONE = Wishes()


def wishes_of(fields: Iterable[tuple[bytes, bytes]]) -> Wishes:
    said = [name for name, _ in fields if name in _FIELDS]
    if not said:
        return _NONE
    found = directives(values_of(fields, b"cache-control"))
    return Wishes(
        no_cache="no-cache" in found or (b"cache-control" not in said and "no-cache" in values_of(fields, b"pragma")),
        no_store="no-store" in found,
        only_if_cached="only-if-cached" in found,
        max_age=seconds(found.get("max-age")),
        min_fresh=seconds(found.get("min-fresh")) or 0,
    )
