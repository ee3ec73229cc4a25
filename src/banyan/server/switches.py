from __future__ import annotations

from banyan.cache import declared_caches
from banyan.edge import declared_names
from banyan.policy import Degrade
from banyan.server.site import Site


def switch_names(site: Site) -> frozenset[str]:
    """Of all degradable parts: the policies on the modules' handlers, and the functions that loading them declared; and
    of all caches, which are bypassed while degraded; of cached routes also `origin.…`, which then are served from the
    cache alone."""
    routes = site.table.routes
    cached = [route.name for route in routes if route.cache]
    queries = [f"cache.{name}" for name in declared_caches()]
    of_routes = [f"{switch}.{name}" for switch in ("cache.http", "origin") for name in cached]
    return (
        declared_names()
        | {policy.name for route in routes for policy in route.policies if isinstance(policy, Degrade)}
        | {*queries, *of_routes}
        | ({"cache"} if queries or cached else set())
        | ({"cache.http", "origin"} if cached else set())
    )
