from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from litestar import Request
from litestar.enums import RequestEncodingType

from banyan.base import ParameterError

T = TypeVar("T")


async def read_form_or_json(request: Request[Any, Any, Any], declared: type[T]) -> T:
    """The body as `declared` (a msgspec Struct), from a form when the Content-Type says so and from JSON otherwise.

    Raises ParameterError naming the field.
    """
    content_type, _ = request.content_type
    if content_type in (RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART):
        return convert(dict(await request.form()), declared)
    try:
        return msgspec.json.decode(await request.body(), type=declared)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ParameterError("body", str(error)) from None


def convert(values: dict[str, Any], declared: type[T]) -> T:
    try:
        return msgspec.convert(values, declared, strict=False)
    except msgspec.ValidationError as error:
        raise ParameterError("body", str(error)) from None
