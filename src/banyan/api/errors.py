"""From an exception to an answer, in the shape of the module that owns the path."""

from __future__ import annotations

import logging
import re
import traceback
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    InternalServerException,
    NotFoundException,
    SerializationException,
    ValidationException,
)
from litestar.types import ExceptionHandlersMap

from banyan.api.parameters import OF_QUERY
from banyan.base import BanyanError, ParameterError, UserError
from banyan.observe import current_request_id
from banyan.policy import RenderedError, SiteTable

_MISSING = re.compile(r"Missing required \w+ parameter '([^']+)'")
_IN_BODY = re.compile(r" - at `\$\.data\.(\w+)[^`]*`$")
_logger = logging.getLogger("banyan")


def exception_handlers(table: SiteTable) -> ExceptionHandlersMap:
    """The app-level handlers: *user* errors are shown, *system* ones logged and hidden, *unknown* ones logged with
    their traceback and hidden. No traceback or path reaches a client."""
    answers = _ErrorAnswers(table)
    return {
        BanyanError: answers.of_tree,
        HTTPException: answers.of_http,
        SerializationException: answers.of_http,
        Exception: answers.of_unknown,
    }


class _ErrorAnswers:
    def __init__(self, table: SiteTable) -> None:
        self._table = table

    def of_tree(self, request: Request[Any, Any, Any], error: BanyanError) -> Response[bytes]:
        if not isinstance(error, UserError):
            _logger.error("%s: %s (request %s)", error.name, error, current_request_id())
        _log_refusal(request, error)
        shape = self._table.shape_of(request.url.path)
        rendered = shape.render(shape.wording(error), current_request_id())
        retry = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
        return _response(rendered, retry)

    def of_http(
        self, request: Request[Any, Any, Any], error: HTTPException | SerializationException
    ) -> Response[bytes]:
        if field := _named_like_a_dependency(error):
            return self.of_tree(request, ParameterError(field))
        status = getattr(error, "status_code", HTTPStatus.BAD_REQUEST)
        # What Litestar could not read into the declared parameters.
        if isinstance(error, ValidationException | SerializationException) or (
            status == HTTPStatus.BAD_REQUEST and not isinstance(error, NotFoundException)
        ):
            return self.of_tree(request, ParameterError(_field(error)))
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _log_unknown(error)
        if status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
            _logger.info("api not found: %s %s", request.method, _raw_path(request))
        headers = dict(getattr(error, "headers", None) or {})
        return _response(self._http_error(request, status), headers)

    def of_unknown(self, request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
        _log_unknown(error)
        return _response(self._http_error(request, HTTPStatus.INTERNAL_SERVER_ERROR), {})

    def _http_error(self, request: Request[Any, Any, Any], status: int) -> RenderedError:
        accept = request.headers.get("accept", "")
        return self._table.http_error(request.url.path, status, accept, current_request_id())


def _response(rendered: RenderedError, headers: dict[str, str]) -> Response[bytes]:
    headers = {**headers, "Cache-Control": "no-store"}
    # As a header, for Litestar would add a second charset to a media type.
    headers["Content-Type"] = rendered.content_type
    return Response(rendered.body, status_code=rendered.status, headers=headers)


def _field(error: Exception) -> str:
    extra = getattr(error, "extra", None)
    keys = [str(item["key"]) for item in extra if isinstance(item, dict) and item.get("key")] if extra else []
    keys = [key.removesuffix(OF_QUERY) for key in keys] or _MISSING.findall(str(error))
    # Litestar calls the body by the handler's own name for it.
    return ", ".join("body" if key == "data" else key for key in keys) or "body"


def _named_like_a_dependency(error: Exception) -> str | None:
    """A field of the body that is wrong: if a dependency has its name, Litestar takes that for what failed."""
    if not isinstance(error, InternalServerException) or not isinstance(error.__cause__, msgspec.ValidationError):
        return None
    found = _IN_BODY.search(str(error.__cause__))
    return found[1] if found else None


def _log_unknown(error: Exception) -> None:
    _logger.error("unknown error (request %s)", current_request_id(), exc_info=error)


def _log_refusal(request: Request[Any, Any, Any], error: BanyanError) -> None:
    """At INFO, in the log of the handler's part of the site, with the place where it was refused."""
    handler = request.scope.get("route_handler")
    logger = logging.getLogger(handler.opt.get("logger", "banyan") if handler else "banyan")
    if not logger.isEnabledFor(logging.INFO):
        return
    frames = traceback.extract_tb(error.__traceback__)
    file, line = (frames[-1].filename, frames[-1].lineno) if frames else (__file__, 0)
    detail = f" ({error})" if isinstance(error, ParameterError) else ""
    arguments = (request.method, _raw_path(request), f"{error.name}{detail}")
    logger.handle(logger.makeRecord(logger.name, logging.INFO, file, line or 0, "refused %s %s: %s", arguments, None))


def _raw_path(request: Request[Any, Any, Any]) -> str:
    """As it came, still encoded: a log line holds no bytes of the client's choice."""
    return request.scope["raw_path"].decode("latin-1")
