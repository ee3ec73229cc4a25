from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection

from banyan.observe import device_type


def client_address(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The client's address as the outermost tier saw it."""
    return request.client.host if request.client else ""


def client_device(request: Request[Any, Any, Any]) -> str:
    return device_type(request.headers.get("user-agent", ""))


def is_secure(request: Request[Any, Any, Any]) -> bool:
    """Whether the client came over TLS."""
    return request.url.scheme == "https"
