from __future__ import annotations

from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.params import BodyKwarg
from litestar.plugins import ReceiveRoutePlugin
from litestar.routes import BaseRoute, HTTPRoute
from litestar.types import ASGIApp, Receive, Scope, Send

from banyan.api.checked_request import FORMS, CheckedRequest


class DeclaredBodies(ReceiveRoutePlugin):
    """Has the bodies of those handlers that declare a form, or a DTO, read through `CheckedRequest` before Litestar
    does: its own readers of forms keep the last thousand of them in memory."""

    def receive_route(self, route: BaseRoute) -> None:
        if not isinstance(route, HTTPRoute):
            return
        for handler in route.route_handlers:
            # One with several paths comes more than once.
            if _declares_body(handler) and _DECLARED_BODY not in (handler.middleware or ()):
                handler.middleware = (_DECLARED_BODY, *(handler.middleware or ()))


class _DeclaredBody(ASGIMiddleware):
    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        handler = scope["route_handler"]
        request = CheckedRequest(scope, receive, send)
        if _is_form(handler):
            await request.form_as(handler.parsed_fn_signature.parameters["data"].annotation)
        else:
            await request.json()
        await next_app(scope, receive, send)


_DECLARED_BODY = _DeclaredBody()


def _declares_body(handler: BaseRouteHandler) -> bool:
    return "data" in handler.parsed_fn_signature.parameters and (_is_form(handler) or bool(handler.resolve_data_dto()))


def _is_form(handler: BaseRouteHandler) -> bool:
    declared = handler.parsed_fn_signature.parameters["data"].kwarg_definition
    return isinstance(declared, BodyKwarg) and declared.media_type in FORMS
