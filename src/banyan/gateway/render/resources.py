"""resources.json: what the gateway's Lua reads once, when nginx reads its configuration."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict

from banyan.gateway.cached_routes import CachedRoute, cached_routes
from banyan.gateway.model import GatewayModel
from banyan.gateway.second_level import SecondLevel
from banyan.policy import (
    JOINABLE,
    JOINTS,
    MOST_JOINED,
    MOST_JOINED_BYTES,
    NOT_CANONICAL,
    Cache,
    ErrorShape,
    RenderedError,
    SiteTable,
    error_page,
)

_CLIENT = (400, 401, 403, 404, 405, 408, 409, 411, 412, 413, 414, 415, 416, 421, 429)
_OURS = (500, 501, 502, 503, 504, 505, 507)
REFUSALS = _CLIENT + _OURS
"""The statuses that nginx answers by itself, as `error_page` lists them."""
_LARGE_HEADER = 431  # nginx's own 494
# Where the request's id goes: it is hexadecimal, so nothing in a body needs another escape for it.
_PLACEHOLDER = "{{request_id}}"


def render_resources(model: GatewayModel) -> str:
    """Every refusal in every shape, so that answering one takes no more than a look-up; the cached routes; how
    static files are joined; where the certificate is."""
    resources: dict[str, object] = {"errors": _errors(model.table), "cache": _cache(model)}
    if not model.fronts_origin:
        resources |= {"stream": str(model.stream_socket), "joined": _joined(model)}
    if model.tls:
        resources["tls"] = {"certificate": str(model.tls.certificate), "key": str(model.tls.key)}
    return json.dumps(resources, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _cache(model: GatewayModel) -> dict[str, object]:
    """`largest` object (bytes), `wait` (seconds) for another request for the same, whether it `follows` the site's log,
    the pattern (PCRE) of paths that are `not_canonical`; `redis`: where gateways share what they keep, null if nowhere.

    `routes`, a list: the first that fits a request's path counts, as it came over the wire, without its query. Each
    has `path`, which is to be equal, or `pattern` (PCRE), which is to match.

    With `policy` it is cached: `name` is that of its counters' label and of its switches. `key`: the names of the
    query's parameters that the app gets, null for all; `cookies`: those that are part of the key, and the only ones
    that the app gets where there are any; `passes_by`: a request with one of these fields has nothing to do with the
    cache; `includes`: it is the frame of a page. The rest the app says with each answer (banyan.edge.Labelling).
    Without `policy` it is a route that a pattern after it would be taken for, and has nothing to do with the cache.
    """
    return {
        "largest": model.cache_object,
        "wait": model.cache_wait,
        "follows": not model.fronts_origin,
        "not_canonical": f"(?i){NOT_CANONICAL}",
        "redis": _redis(model.second_level) if model.second_level else None,
        "routes": [_cached_route(route) for route in cached_routes(model.table.routes)],
    }


def _redis(level: SecondLevel) -> dict[str, object]:
    return {
        **({"path": level.path} if level.path else {"address": level.address, "port": level.port}),
        "tls": level.authorities is not None,
        "name": level.name,
        "username": level.username,
        "password": level.password,
        "database": level.database,
        "prefix": level.prefix,
    }


def _joined(model: GatewayModel) -> dict[str, object]:
    return {
        "root": str(model.static_root),
        "most_files": MOST_JOINED,
        "most_bytes": MOST_JOINED_BYTES,
        "joinable": JOINABLE,
        "joints": {kind: asdict(joint) for kind, joint in JOINTS.items()},
    }


def _cached_route(route: CachedRoute) -> dict[str, object]:
    described: dict[str, object] = {"name": route.name}
    if route.path is not None:
        described["path"] = route.path
    else:
        described["pattern"] = route.pattern
    return described | ({"policy": _cache_policy(route.policy)} if route.policy else {})


def _cache_policy(policy: Cache) -> dict[str, object]:
    return {
        "key": policy.key,
        "passes_by": policy.passes_by(),
        "cookies": policy.cookies,
        "includes": policy.includes,
    }


def _errors(table: SiteTable) -> dict[str, object]:
    shapes = {f"module:{name}": _by_status(_shape_renderer(shape)) for name, shape in table.shapes.items()}
    shapes["default"] = _by_status(_shape_renderer(table.default_shape))
    shapes["page"] = _by_status(lambda status: error_page(status, _PLACEHOLDER))
    areas = {area.prefix: "page" if area.page else f"module:{area.module}" for area in table.areas}
    return {"areas": areas, "placeholder": _PLACEHOLDER, "shapes": shapes}


def _shape_renderer(shape: ErrorShape) -> Callable[[int], RenderedError]:
    return lambda status: shape.render(shape.status_wording(status), _PLACEHOLDER)


def _by_status(render: Callable[[int], RenderedError]) -> dict[str, object]:
    """Keys are text, as they are in JSON."""
    rendered = {status: render(status) for status in (*REFUSALS, _LARGE_HEADER)}
    return {
        str(status): {"status": error.status, "content_type": error.content_type, "body": error.body.decode()}
        for status, error in rendered.items()
    }
