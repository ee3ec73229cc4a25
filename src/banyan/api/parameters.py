from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from litestar import Request
from litestar.enums import RequestEncodingType

from banyan.base import ParameterError

T = TypeVar("T")


async def read_form_or_json(request: Request[Any, Any, Any], declared: type[T]) -> T:
    """The body as `declared` (a msgspec Struct): a form or JSON, told apart by the body where the Content-Type is what
    tools put there by habit (`curl -d` calls everything a form). Raises ParameterError naming the field.
    """
    content_type, _ = request.content_type
    if content_type == RequestEncodingType.MULTI_PART:
        return _convert(dict(await request.form()), declared)
    body = await request.body()
    if content_type == RequestEncodingType.URL_ENCODED and not body.lstrip().startswith(b"{"):
        return _convert(dict(await request.form()), declared)
    try:
        return msgspec.json.decode(body, type=declared)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ParameterError("body", str(error)) from None


def _convert(values: dict[str, Any], declared: type[T]) -> T:
    try:
        return msgspec.convert(values, declared, strict=False)
    except msgspec.ValidationError as error:
        raise ParameterError("body", str(error)) from None
