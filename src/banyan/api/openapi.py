"""What the OpenAPI document says of errors (api-layer 3): for every operation those it can be answered with, in the
shape, with the codes and in the words of the module that owns the path.

A handler names the errors of the tree that it raises by `errors=(SoldOut, …)`, Litestar's own exceptions by Litestar's
own `raises=`. The rest is known: wrong parameters, what dependencies raise, what HTTP refuses and what breaks.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any, cast

import msgspec
from litestar.enums import RequestEncodingType
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.spec import (
    Example,
    OpenAPIHeader,
    OpenAPIMediaType,
    OpenAPIResponse,
    Operation,
    RequestBody,
    Responses,
    Schema,
)
from litestar.openapi.spec.enums import OpenAPIType
from litestar.plugins import ReceiveRoutePlugin
from litestar.routes import BaseRoute, HTTPRoute

from banyan.api.own_origins import CrossSiteWrite
from banyan.api.session import SAFE_METHODS
from banyan.base import BanyanError, ParameterError
from banyan.policy import ErrorShape, SiteTable, Wording

ErrorTypes = Sequence[type[BanyanError]]
_HTML = "text/html; charset=utf-8"
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
# Whatever is asked for: the handler fails, or no node is there to ask, has time for it, or answers.
_ALWAYS = (500, 502, 503, 504)


class ErrorAnswers(ReceiveRoutePlugin):
    """Completes every operation as Litestar makes it. `of_dependencies`: what those raise that handlers ask for, by
    their names."""

    def __init__(self, table: SiteTable, of_dependencies: Mapping[str, ErrorTypes]) -> None:
        self._table = table
        self._of_dependencies = of_dependencies

    def receive_route(self, route: BaseRoute) -> None:
        if not isinstance(route, HTTPRoute):
            return
        for handler, _ in route.route_handler_map.values():
            # One with several paths comes more than once.
            if isinstance(handler.operation_class, type):
                complete = partial(self._operation, handler.operation_class, handler, route)
                handler.operation_class = cast("type[Operation]", complete)

    def _operation(
        self, plain: type[Operation], handler: HTTPRouteHandler, route: HTTPRoute, **fields: Any
    ) -> Operation:
        operation = plain(**fields)
        if declared := handler.opt.get("body"):
            operation.request_body = _body(declared)
        shape = self._table.shape_of(route.path)
        answers = _Answers(operation, handler, shape)
        for error in self._errors(operation, handler):
            answers.add(error.name, shape.wording(error))
        for parameter in operation.parameters or ():
            if wording := shape.named.get(name := f"{ParameterError.name}.{getattr(parameter, 'name', '')}"):
                answers.add(name, wording)
        area = self._table.area_of(route.path)
        for status in _refusals(handler, route):
            # A page where people read, and in nobody's area where they ask for one: SiteTable.http_error.
            if not (area and area.page):
                answers.add(HTTPStatus(status).name.lower(), shape.status_wording(status))
            if not area or area.page:
                answers.add_page(status)
        operation.responses = answers.responses()
        return operation

    def _errors(self, operation: Operation, handler: HTTPRouteHandler) -> Iterable[type[BanyanError]]:
        errors: list[type[BanyanError]] = [ParameterError] if operation.parameters or operation.request_body else []
        errors += handler.opt.get("errors", ())
        for name in _asked(handler):
            errors += self._of_dependencies.get(name, ())
        only_reads = handler.http_methods <= SAFE_METHODS
        return dict.fromkeys(error for error in errors if not (only_reads and error is CrossSiteWrite))


class _Answers:
    """Of one operation: its own, and errors by status and content type."""

    def __init__(self, operation: Operation, handler: HTTPRouteHandler, shape: ErrorShape) -> None:
        self._shape = shape
        # Not the errors that Litestar adds by itself: their shape is its own.
        declared = {str(handler.status_code), *map(str, handler.responses or ())}
        own = {status: answer for status, answer in (operation.responses or {}).items() if status in declared}
        self._own = cast("dict[str, OpenAPIResponse]", own)
        self._errors: defaultdict[int, dict[str, dict[str, Wording]]] = defaultdict(dict)

    def add(self, name: str, wording: Wording) -> None:
        self._errors[wording.status].setdefault(self._shape.content_type, {})[name] = wording

    def add_page(self, status: int) -> None:
        self._errors[status][_HTML] = {}

    def responses(self) -> Responses:
        errors = {str(status): self._response(str(status), by_type) for status, by_type in self._errors.items()}
        return dict(sorted({**self._own, **errors}.items()))

    def _response(self, status: str, by_type: Mapping[str, Mapping[str, Wording]]) -> OpenAPIResponse:
        own = self._own.get(status) or OpenAPIResponse(description="", content={})
        said = [f"{name} ({each.code})" for errors in by_type.values() for name, each in errors.items()] or ["a page"]
        media = {kind: self._media((own.content or {}).get(kind), errors) for kind, errors in by_type.items()}
        return OpenAPIResponse(
            description=". ".join(filter(None, (own.description.rstrip("."), f"Refused: {', '.join(said)}."))),
            headers={**(own.headers or {}), "X-Request-ID": _REQUEST_ID},
            content={**(own.content or {}), **media},
        )

    def _media(self, own: OpenAPIMediaType | None, errors: Mapping[str, Wording]) -> OpenAPIMediaType:
        if not errors:
            return own or OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))
        schema = _schema(self._shape.template, list(errors.values()))
        if own and own.schema:
            schema = Schema(any_of=[own.schema, schema])
        return OpenAPIMediaType(schema=schema, examples={name: self._example(each) for name, each in errors.items()})

    def _example(self, wording: Wording) -> Example:
        return Example(value=json.loads(self._shape.render(wording, request_id="0" * 32).body))


_REQUEST_ID = OpenAPIHeader(schema=Schema(type=OpenAPIType.STRING), description="By which it is found in the logs.")


def _refusals(handler: HTTPRouteHandler, route: HTTPRoute) -> Iterator[int]:
    """The statuses of what HTTP refuses: a path with a parameter may name what is not there (404), or not be canonical
    (400)."""
    if route.path_parameters:
        yield from (400, 404)
    if handler.http_methods & _WITH_BODY:
        yield 413
    yield from (error.status_code for error in handler.raises or ())
    yield from _ALWAYS


def _asked(handler: HTTPRouteHandler) -> list[str]:
    """The names of all that a handler is given, and of what that is made from."""
    providers = handler.resolve_dependencies()
    asked = list(handler.parsed_fn_signature.parameters)
    for name in asked:
        if name in providers:
            asked += [more for more in providers[name].parsed_fn_signature.parameters if more not in asked]
    return asked


def _body(declared: type[msgspec.Struct]) -> RequestBody:
    """Of a handler that takes it as JSON or as a form, and says so by `body=`."""
    schema = cast("Schema", msgspec.json.schema_components([declared])[1][declared.__name__])
    types = ("application/json", RequestEncodingType.URL_ENCODED.value, RequestEncodingType.MULTI_PART.value)
    return RequestBody(content={each: OpenAPIMediaType(schema=schema) for each in types}, required=True)


def _schema(template: Any, wordings: Sequence[Wording]) -> Schema:
    """Of a template's part; its codes and statuses are those of the wordings and no other."""
    if isinstance(template, Mapping):
        return Schema(
            type=OpenAPIType.OBJECT,
            properties={name: _schema(part, wordings) for name, part in template.items()},
            required=list(template),
            additional_properties=False,
        )
    if isinstance(template, list | tuple):
        parts = [_schema(part, wordings) for part in template]
        return Schema(type=OpenAPIType.ARRAY, prefix_items=parts, min_items=len(parts), max_items=len(parts))
    if template in ("{code}", "{status}"):
        numbers = {wording.code if template == "{code}" else wording.status for wording in wordings}
        return Schema(type=OpenAPIType.INTEGER, enum=sorted(numbers))
    if isinstance(template, str) and "{" in template:
        return Schema(type=OpenAPIType.STRING)
    return Schema(const=template)
