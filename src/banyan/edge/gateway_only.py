from __future__ import annotations

import hmac

from banyan.metrics import RequestMetrics
from banyan.observe import Envelope, RequestLog
from banyan.observe.envelope import App, Receive, Scope, Send

_HEADER = b"banyan-token"
# What a balancer or a container engine asks by itself.
_OPEN_PATHS = frozenset({"/ping"})
_REFUSAL = b"This port is for the site's gateways.\n"


class GatewayOnly:
    """In front of a node that listens on TCP: who does not show the token is no gateway of ours. It is refused, and
    what it says of clients is not believed by the request log either."""

    def __init__(self, app: App, token: str, log: RequestLog | None, metrics: RequestMetrics | None = None) -> None:
        self._app = app
        self._token = token.encode()
        self._refusal = Envelope(_refuse, log, behind_gateway=False, metrics=metrics)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _OPEN_PATHS or self._is_shown(scope):
            await self._app(scope, receive, send)
        else:
            await self._refusal(scope, receive, send)

    def _is_shown(self, scope: Scope) -> bool:
        shown = next((value for name, value in scope["headers"] if name == _HEADER), b"")
        return hmac.compare_digest(shown, self._token)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(_REFUSAL)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": _REFUSAL})
