"""The cached routes out of the site's table, as the gateway finds them by a request's path."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from banyan.policy import Cache, Route

_PARAMETER = re.compile(r"\{[^{}:]+:([a-z]+)\}")


@dataclass(frozen=True)
class CachedRoute:
    """Either `path`, or a `pattern` (PCRE). Without a `policy` it is a route of the site's that a pattern after it
    would take for its own."""

    name: str
    path: str | None
    pattern: str | None
    policy: Cache | None


def cached_routes(routes: Sequence[Route]) -> tuple[CachedRoute, ...]:
    """In the order in which the first that fits counts: the app too prefers what is written out to a parameter."""
    reads = [route for route in routes if "GET" in route.methods]
    patterns = [route for route in reads if route.cache and _PARAMETER.search(route.path)]
    needed = [route for route in reads if route.cache or any(_overlap(route, pattern) for pattern in patterns)]
    return tuple(map(_cached, sorted(needed, key=_precedence)))


def _cached(route: Route) -> CachedRoute:
    if not _PARAMETER.search(route.path):
        return CachedRoute(route.name, route.path, None, route.cache)
    pattern = "".join(f"/{_as_pattern(part)}" for part in _parts(route))
    return CachedRoute(route.name, None, f"^{pattern}$", route.cache)


def _as_pattern(part: str) -> str:
    parameter = _PARAMETER.fullmatch(part)
    if parameter is None:
        return re.escape(part)
    return ".+" if parameter[1] == "path" else "[^/]+"


def _overlap(one: Route, other: Route) -> bool:
    """Whether there is a path that fits both."""
    parts, others = _parts(one), _parts(other)
    for part, against in zip(parts, others, strict=False):
        if part.endswith(":path}") or against.endswith(":path}"):
            return True
        if part != against and not (_PARAMETER.fullmatch(part) or _PARAMETER.fullmatch(against)):
            return False
    return len(parts) == len(others)


def _precedence(route: Route) -> tuple[object, ...]:
    kinds = [(2 if part.endswith(":path}") else 1) if _PARAMETER.fullmatch(part) else 0 for part in _parts(route)]
    return (bool(_PARAMETER.search(route.path)), kinds, route.path)


def _parts(route: Route) -> list[str]:
    return [part for part in route.path.split("/") if part]
