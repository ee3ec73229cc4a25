"""What Litestar would read of a request's head with more indulgence than is good: the query, and what a path holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from litestar.types import Scope

from banyan.api.fields import read_fields
from banyan.api.values import check_value
from banyan.base import ParameterError


def check_arrival(scope: Scope) -> None:
    """Of a request that has found its handler. Raises ParameterError."""
    if query := scope["query_string"]:
        _check_query(query, scope)
    if scope["path_params"]:
        _check_path(scope)


def max_fields(opt: Mapping[str, Any]) -> int:
    return int(opt.get("max_fields", 1000))


def _check_path(scope: Scope) -> None:
    try:
        unquote_to_bytes(scope["raw_path"]).decode()
    except UnicodeDecodeError:
        raise ParameterError("path", "not UTF-8") from None
    for name, value in scope["path_params"].items():
        check_value(value, name)


def _check_query(query: bytes, scope: Scope) -> None:
    if not query.isascii():
        # Clients encode it; Litestar would take each byte for a character.
        raise ParameterError("query", "characters that have to be percent-encoded")
    most = max_fields(scope["route_handler"].opt)
    if b"%" in query or query.count(b"&") >= most:
        read_fields(query, "query", most=most)
