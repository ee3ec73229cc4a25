from __future__ import annotations

from banyan.edge.body import linger
from banyan.observe import current_request_id
from banyan.observe.envelope import App, Receive, Scope, Send
from banyan.policy import SiteTable, is_canonical, is_internal

# With method and version it has to fit one of nginx's large_client_header_buffers.
_LONGEST_TARGET = 16 * 1024 - 32


class Doorkeeper:
    """Refuses paths that are not canonical (400), internal ones (404), request lines (414) and bodies (413) over the
    limit, in the shape of the path."""

    def __init__(self, app: App, table: SiteTable, max_body: int) -> None:
        self._app = app
        self._table = table
        self._max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        raw_path = scope["raw_path"].decode("latin-1")
        if len(raw_path) + len(scope["query_string"]) > _LONGEST_TARGET:
            await self._refuse(scope, send, 414)
        elif not is_canonical(raw_path):
            await self._refuse(scope, send, 400)
        elif is_internal(scope["path"]):
            await self._refuse(scope, send, 404)
        elif _declared_length(scope) > self._max_body:
            await linger(receive)
            await self._refuse(scope, send, 413)
        else:
            await self._app(scope, receive, send)

    async def _refuse(self, scope: Scope, send: Send, status: int) -> None:
        accept = dict(scope["headers"]).get(b"accept", b"").decode("latin-1")
        rendered = self._table.http_error(scope["path"], status, accept, current_request_id())
        answer_headers = [
            (b"content-type", rendered.content_type.encode()),
            (b"content-length", str(len(rendered.body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": status, "headers": answer_headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else rendered.body})


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0
