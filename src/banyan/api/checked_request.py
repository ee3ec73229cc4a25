from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import Any

import msgspec
from litestar import Request
from litestar.connection.base import empty_receive, empty_send
from litestar.datastructures.multi_dicts import FormMultiDict
from litestar.enums import RequestEncodingType
from litestar.exceptions import InternalServerException
from litestar.types import Empty, Receive, Scope, Send

from banyan.api.arrival import check_arrival, max_fields
from banyan.api.fields import as_declared, read_fields
from banyan.api.json_documents import read_json
from banyan.api.multipart import read_multipart
from banyan.api.refusals import TooMuchInput, UnsupportedType, check_charset
from banyan.base import ParameterError

FORMS = (RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART)
FormData = dict[str, Any]  # texts, files, and lists of them


class CheckedRequest(Request[Any, Any, Any]):
    """Litestar's request, with its head checked, and bodies that are read whole bounded and checked: handlers that
    declare JSON or a form get it through this. Whatever is wrong is a ParameterError (api-layer 2).

    The bounds are handlers' `opt`: `max_json` bytes of JSON or of a form's texts, `max_fields` of a form, a query or a
    JSON object; the site's settings by default, and what a controller or `@post(…, max_json=…)` says instead.
    """

    __slots__ = ()

    def __init__(self, scope: Scope, receive: Receive = empty_receive, send: Send = empty_send) -> None:
        super().__init__(scope, receive, send)
        # Here, and not in a middleware: Litestar puts two layers around each handler that has one.
        check_arrival(scope)

    async def json(self) -> Any:
        if self._connection_state.json is Empty:
            check_charset(self.content_type[1].get("charset"), "body")
            body = await self.body()
            self._connection_state.json = read_json(body, most_fields=max_fields(self.opt)) if body else None
        return self._connection_state.json

    async def form(self) -> FormMultiDict:
        if self._connection_state.form is Empty:
            self._connection_state.form = await self._read_form()
        return await super().form()

    async def form_as(self, declared: Any) -> None:
        """Read a form for a handler that declares it so: of a Struct's lists, one of a single value too is a list.

        Raises UnsupportedType for a body that is no form.
        """
        if self.content_type[0] not in FORMS and await self.body():
            raise UnsupportedType("body", "a form is due")
        form = await self.form()
        if isinstance(declared, type) and issubclass(declared, msgspec.Struct):
            self._connection_state.form = as_declared({name: form.getall(name) for name in form}, declared)

    async def body(self) -> bytes:
        if self._connection_state.body is Empty:
            self._connection_state.body = await self._read_whole()
        return await super().body()

    async def stream(self) -> AsyncGenerator[bytes, None]:
        try:
            async for chunk in super().stream():
                yield chunk
        except InternalServerException:
            raise ParameterError("body", "it broke off, or was read before") from None

    @property
    def opt(self) -> Mapping[str, Any]:
        return self.route_handler.opt

    async def _read_form(self) -> FormData:
        content_type, options = self.content_type
        if content_type == RequestEncodingType.MULTI_PART:
            parts = await read_multipart(self, most=max_fields(self.opt), largest=_max_json(self.opt))
            return {name: values if len(values) > 1 else values[0] for name, values in parts.items()}
        if content_type == RequestEncodingType.URL_ENCODED:
            check_charset(options.get("charset"), "body")
            fields = read_fields(await self.body(), "body", most=max_fields(self.opt))
            return {name: [*values] if len(values) > 1 else values[0] for name, values in fields.items()}
        return {}

    async def _read_whole(self) -> bytes:
        """What is too long is read to its end all the same: a client that still sends does not read the refusal."""
        most = _max_json(self.opt)
        chunks: list[bytes] = []
        size = 0
        async for chunk in self.stream():
            size += len(chunk)
            if size <= most:
                chunks.append(chunk)
            else:
                chunks.clear()
        if size > most:
            raise TooMuchInput("body", f"more than {most} bytes")
        return b"".join(chunks)


def _max_json(opt: Mapping[str, Any]) -> int:
    return int(opt.get("max_json", 1024**2))
