from __future__ import annotations

from collections.abc import Sequence

from banyan.observe.envelope import App, Message, Receive, Scope, Send
from banyan.policy import Cors, longest_prefix

_ALLOW = b"access-control-allow-origin"


class CrossOrigin:
    """Carries out the site's `Cors`, each below its own paths (api-layer 5); Litestar's CORSConfig is the whole app's.

    Outside of all that may answer by itself, so that refusals of every kind can be read by those who may.
    """

    def __init__(self, app: App, policies: Sequence[Cors]) -> None:
        self._app = app
        self._by_path = {path: policy for policy in policies for path in policy.paths}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = longest_prefix(scope["path"], self._by_path) if scope["type"] == "http" else None
        if path is None:
            await self._app(scope, receive, send)
            return
        policy = self._by_path[path]
        headers = dict(scope["headers"])
        origin = headers[b"origin"].decode("latin-1") if b"origin" in headers else None
        if origin is not None and scope["method"] == "OPTIONS" and b"access-control-request-method" in headers:
            preflight = [*_encoded(policy.preflight_headers(origin)), (b"cache-control", b"no-store")]
            await send({"type": "http.response.start", "status": 204, "headers": preflight})
            await send({"type": "http.response.body", "body": b""})
            return
        own = _encoded(policy.answer_headers(origin))

        async def send_shared(message: Message) -> None:
            if message["type"] == "http.response.start" and not any(name == _ALLOW for name, _ in message["headers"]):
                message["headers"] = [*message["headers"], *own]
            await send(message)

        await self._app(scope, receive, send_shared)


def _encoded(headers: Sequence[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin-1")) for name, value in headers]
