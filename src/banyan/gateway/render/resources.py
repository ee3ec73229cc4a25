"""resources.json: what the gateway's Lua reads once, when nginx reads its configuration."""

from __future__ import annotations

import json
from collections.abc import Callable

from banyan.gateway.model import GatewayModel
from banyan.policy import ErrorShape, RenderedError, SiteTable, error_page

_CLIENT = (400, 401, 403, 404, 405, 408, 409, 411, 412, 413, 414, 415, 416, 421, 429)
_OURS = (500, 501, 502, 503, 504, 505, 507)
REFUSALS = _CLIENT + _OURS
"""The statuses that nginx answers by itself, as `error_page` lists them."""
_LARGE_HEADER = 431  # nginx's own 494
# Where the request's id goes: it is hexadecimal, so nothing in a body needs another escape for it.
_PLACEHOLDER = "{{request_id}}"


def render_resources(model: GatewayModel) -> str:
    """Every refusal in every shape, so that answering one takes no more than a look-up; where the certificate is."""
    resources: dict[str, object] = {"errors": _errors(model.table), "cache": _cache(model)}
    if not model.fronts_origin:
        resources["stream"] = str(model.stream_socket)
    if model.tls:
        resources["tls"] = {"certificate": str(model.tls.certificate), "key": str(model.tls.key)}
    return json.dumps(resources, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _cache(model: GatewayModel) -> dict[str, object]:
    return {"largest": model.cache_object, "wait": model.cache_wait, "follows": not model.fronts_origin}


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
