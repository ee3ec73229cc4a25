from __future__ import annotations

from collections.abc import Iterator

from litestar import Litestar
from litestar._kwargs import KwargsModel
from litestar.routes import HTTPRoute, WebSocketRoute


def resolve_in_turn(app: Litestar) -> None:
    """Litestar resolves what does not depend on each other at once, in a task each. But a request has one session,
    which only one task may use at a time; and for what is at hand the tasks cost more than all the rest."""
    for model in _models(app):
        model.dependency_batches = [
            {dependency} for batch in model.dependency_batches for dependency in sorted(batch, key=lambda one: one.key)
        ]


def _models(app: Litestar) -> Iterator[KwargsModel]:
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            yield from (model for _, model in route.route_handler_map.values())
        elif isinstance(route, WebSocketRoute) and route.handler_parameter_model:
            yield route.handler_parameter_model
