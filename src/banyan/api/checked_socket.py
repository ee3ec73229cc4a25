from __future__ import annotations

from typing import Any

from litestar import WebSocket
from litestar.connection.base import empty_receive, empty_send
from litestar.types import Receive, Scope, Send

from banyan.api.arrival import check_arrival


class CheckedSocket(WebSocket[Any, Any, Any]):
    """Litestar's WebSocket, with the head of its request checked as `CheckedRequest` does."""

    __slots__ = ()

    def __init__(self, scope: Scope, receive: Receive = empty_receive, send: Send = empty_send) -> None:
        super().__init__(scope, receive, send)
        check_arrival(scope)
