"""What messages say about caching: RFC 9111 section 5.2, RFC 9213."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from banyan.base import LONGEST_TTL

Headers = Iterable[tuple[bytes, bytes]]
# A directive with its argument, which may be quoted and have commas then.
_DIRECTIVE = re.compile(r'([!#$%&\'*+.^_`|~0-9A-Za-z-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^,;\s"]*)))?[^,]*(?:,|$)')
_NOT_SHARED = frozenset({"no-store", "private", "no-cache"})
# For a gateway or a content network alone; it is read before Cache-Control and goes no further.
TARGETED = b"cdn-cache-control"


@dataclass(frozen=True)
class Lifetime:
    """Seconds: how long an answer is fresh, how long after that it may be shown while it is fetched anew, and how long
    while that fails."""

    fresh: int
    stale: int
    stale_if_error: int


def values_of(headers: Headers, name: bytes) -> str:
    """Of a field that is a list, all lines of it (RFC 9110 section 5.3). Names are in small letters."""
    return ", ".join(value.decode("latin-1") for key, value in headers if key == name)


def directives(text: str) -> Mapping[str, str]:
    """By their names in small letters; of one that comes twice the first, as RFC 9111 section 4.2.1 advises."""
    found: dict[str, str] = {}
    for name, quoted, plain in _DIRECTIVE.findall(text):
        found.setdefault(name.lower(), quoted or plain)
    return found


def seconds(text: str | None) -> int | None:
    """What is no number of seconds is as good as none."""
    return min(int(text), 2**31) if text is not None and text.isascii() and text.isdigit() else None


def lifetime(headers: Headers) -> Lifetime | None:
    """That an answer gives itself; None: it is not for a shared cache."""
    said = directives(values_of(headers, TARGETED) or values_of(headers, b"cache-control"))
    fresh = seconds(said.get("s-maxage", said.get("max-age")))
    if fresh is None or said.keys() & _NOT_SHARED:
        return None
    fresh = min(fresh, int(LONGEST_TTL))
    if said.keys() & {"must-revalidate", "proxy-revalidate"}:
        return Lifetime(fresh, 0, 0)
    return Lifetime(fresh, seconds(said.get("stale-while-revalidate")) or 0, seconds(said.get("stale-if-error")) or 0)
