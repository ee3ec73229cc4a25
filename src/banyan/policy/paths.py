from __future__ import annotations

import re
from collections.abc import Iterable

# Encoded slashes, backslashes, dots and NULs, broken encoding, dot segments and doubled slashes, bytes that are to be
# encoded: what one tier would route by one rule and the next by another. The same expression is executed by nginx
# (PCRE, on bytes), so it keeps to what both read alike.
NOT_CANONICAL = r"%(2[ef]|5c|00)|%(?![0-9a-f]{2})|\\|//|/\.\.?(/|$)|[\x00-\x1f\x7f-\xff]"
_NOT_CANONICAL = re.compile(NOT_CANONICAL, re.IGNORECASE)

# What a site's own parts ask each other, and Prometheus asks: never answered on a public port. Of a path as routing
# reads it, decoded; the same expression is a location of nginx.
INTERNAL = r"^/(metrics|_banyan)(/|$)"
_INTERNAL = re.compile(INTERNAL, re.IGNORECASE)


def is_canonical(raw_path: str) -> bool:
    """Whether a path as it came over the wire, still encoded and without its query, reads the same to everybody."""
    return raw_path.startswith("/") and _NOT_CANONICAL.search(raw_path) is None


def is_internal(path: str) -> bool:
    """Whether a decoded path is the site's own business: refused with 404 wherever the public can ask."""
    return _INTERNAL.match(path) is not None


def longest_prefix(path: str, prefixes: Iterable[str]) -> str | None:
    """The longest of `prefixes` that is `path` or a whole-segment beginning of it."""
    best: str | None = None
    for prefix in prefixes:
        owns = path == prefix or path.startswith(prefix if prefix.endswith("/") else prefix + "/")
        if owns and (best is None or len(prefix) > len(best)):
            best = prefix
    return best
