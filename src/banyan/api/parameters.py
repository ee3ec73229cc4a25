"""Parameters declared once, as a msgspec Struct, wherever they come from (api-layer 2).

JSON or a form alone Litestar declares itself: `data: JSONBody[T]`, `data: URLEncodedBody[T]`, `data: MultipartBody[T]`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar, get_args, get_origin

import msgspec
from litestar import Request
from litestar.di import Provide
from litestar.enums import RequestEncodingType
from litestar.params import QueryParameter

from banyan.api.arrival import max_fields
from banyan.api.fields import as_declared, is_list, read_fields
from banyan.api.values import check_value, shown
from banyan.base import ParameterError

T = TypeVar("T", bound=msgspec.Struct)
AnyRequest = Request[Any, Any, Any]
# msgspec's names of bounds, and Litestar's.
_BOUNDS = {name: name for name in ("gt", "ge", "lt", "le", "multiple_of", "pattern", "title", "description")}
_OF_TEXTS = {"min_length": "min_length", "max_length": "max_length"}
_OF_LISTS = {"min_length": "min_items", "max_length": "max_items"}
# So that no parameter is called as a dependency is: Litestar would take it for that.
OF_QUERY = "__of_query"
_PLACE = re.compile(r"at `\$\.?(.*)`$|missing required field `(.*?)`|unknown field `(.*?)`")


def from_query(declared: type[T]) -> Provide:
    """A dependency: the query as `declared`, lists as repeated keys. Its fields are shown in the OpenAPI document, and
    the bounds of its `Meta` hold, which Litestar passes over in a handler's own parameters."""
    return query_provider(declared, lambda query: query)


def from_body(declared: type[T]) -> Provide:
    """A dependency: the body as `declared`, a form or JSON, told apart by the body where the Content-Type is what tools
    put there by habit (`curl -d` calls everything a form)."""

    async def provide(request: AnyRequest) -> T:
        return convert(await _body(request, declared), declared)

    return Provide(provide)


def from_request(declared: type[T]) -> Provide:
    """A dependency: the merged view of everything the client sent, later sources over earlier ones in the order query,
    form, JSON."""

    async def provide(request: AnyRequest) -> T:
        return convert({**_query(request, declared), **await _body(request, declared)}, declared)

    return Provide(provide)


def query_provider(declared: type[T], make: Callable[[T], Any]) -> Provide:
    """`from_query`, and what `make` makes of it."""

    async def provide(request: AnyRequest, **shown_to_litestar: Any) -> Any:
        return make(convert(_query(request, declared), declared))

    of_request = inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=AnyRequest)
    parameters = [of_request, *(_parameter(field) for field in msgspec.structs.fields(declared))]
    provide.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    provide.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return Provide(provide)


def convert(values: Mapping[str, Any], declared: type[T]) -> T:
    """Texts become what they are declared as. Raises ParameterError naming the field."""
    try:
        converted = msgspec.convert(values, declared, strict=False)
    except msgspec.ValidationError as error:
        place = _PLACE.search(str(error))
        field = next(filter(None, place.groups()), "body") if place else "body"
        raise ParameterError(shown(field), str(error).split(" - at ")[0]) from None
    # Texts that became numbers.
    check_value(converted, "body")
    return converted


def _query(request: AnyRequest, declared: type[msgspec.Struct]) -> dict[str, Any]:
    fields = read_fields(request.scope["query_string"], "query", most=max_fields(request.route_handler.opt))
    return as_declared(fields, declared)


async def _body(request: AnyRequest, declared: type[msgspec.Struct]) -> Mapping[str, Any]:
    content_type, _ = request.content_type
    is_form = content_type == RequestEncodingType.MULTI_PART or (
        content_type == RequestEncodingType.URL_ENCODED and not (await request.body()).lstrip().startswith(b"{")
    )
    if is_form:
        form = await request.form()
        return as_declared({name: form.getall(name) for name in form}, declared)
    value = await request.json()
    if value is not None and not isinstance(value, dict):
        raise ParameterError("body", "a JSON object is due")
    return value or {}


def _parameter(field: msgspec.structs.FieldInfo) -> inspect.Parameter:
    bare, *metadata = get_args(field.type) if get_origin(field.type) is Annotated else (field.type,)
    called = _BOUNDS | (_OF_LISTS if is_list(bare) else _OF_TEXTS)
    bounds = {
        name: getattr(meta, bound)
        for meta in metadata
        for bound, name in called.items()
        if getattr(meta, bound, None) is not None
    }
    default = inspect.Parameter.empty if field.required else field.default
    if field.default_factory is not msgspec.NODEFAULT:
        # Litestar wants to hash it.
        default = tuple(field.default_factory())
    annotation: Any = Annotated[bare, QueryParameter(name=field.encode_name, **bounds)]
    name = f"{field.name}{OF_QUERY}"
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
