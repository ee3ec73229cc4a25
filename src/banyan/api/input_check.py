from __future__ import annotations

from functools import cache
from urllib.parse import unquote_to_bytes

from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.params import BodyKwarg
from litestar.types import ASGIApp, Receive, Scope, Send

from banyan.api.checked_request import FORMS, CheckedRequest, max_fields
from banyan.api.fields import read_fields
from banyan.api.values import check_value
from banyan.base import ParameterError


class InputCheck(ASGIMiddleware):
    """Around the handlers of every module: looks at what Litestar would read with more indulgence than is good.

    The query and numbers in the path; and where a handler declares a form, or a DTO for its body, that is read here,
    through `CheckedRequest`: Litestar's own readers of forms keep the last thousand of them in memory.
    """

    scopes = (ScopeType.HTTP, ScopeType.WEBSOCKET)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        handler = scope["route_handler"]
        if query := scope["query_string"]:
            _check_query(query, max_fields(handler.opt))
        if scope["path_params"]:
            _check_path(scope)
        if _is_read_here(handler):
            await _read_declared(handler, CheckedRequest(scope, receive, send))
        await next_app(scope, receive, send)


def _check_path(scope: Scope) -> None:
    try:
        unquote_to_bytes(scope["raw_path"]).decode()
    except UnicodeDecodeError:
        raise ParameterError("path", "not UTF-8") from None
    for name, value in scope["path_params"].items():
        check_value(value, name)


def _check_query(query: bytes, most: int) -> None:
    if not query.isascii():
        # Clients encode it; Litestar would take each byte for a character.
        raise ParameterError("query", "characters that have to be percent-encoded")
    if b"%" in query or query.count(b"&") >= most:
        read_fields(query, "query", most=most)


@cache
def _is_read_here(handler: BaseRouteHandler) -> bool:
    return "data" in handler.parsed_fn_signature.parameters and (_is_form(handler) or bool(handler.resolve_data_dto()))


def _is_form(handler: BaseRouteHandler) -> bool:
    declared = handler.parsed_fn_signature.parameters["data"].kwarg_definition
    return isinstance(declared, BodyKwarg) and declared.media_type in FORMS


async def _read_declared(handler: BaseRouteHandler, request: CheckedRequest) -> None:
    if _is_form(handler):
        await request.form_as(handler.parsed_fn_signature.parameters["data"].annotation)
    else:
        await request.json()
