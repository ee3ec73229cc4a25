from __future__ import annotations

from litestar import Router

from banyan.cache import declared_caches
from banyan.edge import declared_names
from banyan.policy import Degrade, policy_of
from banyan.server.site import Site


def switch_names(site: Site) -> frozenset[str]:
    """Of all degradable parts: the policies on the modules' handlers, and the functions that loading them declared; and
    of all caches, which are bypassed while degraded."""
    router = Router("/", route_handlers=[handler for module in site.modules for handler in module.controllers])
    handlers = [handler for route in router.routes for handler in getattr(route, "route_handlers", ())]
    policies = [policy_of(handler.opt, Degrade) for handler in handlers]
    caches = declared_caches()
    return (
        declared_names()
        | {policy.name for policy in policies if policy}
        | {f"cache.{name}" for name in caches}
        | ({"cache"} if caches else set())
    )
