from __future__ import annotations

import logging
from typing import Any
from urllib.parse import unquote

from litestar.exceptions import HTTPException
from litestar.types import Scope

from banyan.base import RequestContext, enter_request
from banyan.edge.visit import of_nobody
from banyan.edge.whole import Whole
from banyan.policy import Cache, is_canonical, policy_of, route_name

_logger = logging.getLogger("banyan.cache")
# What a fragment may differ by: who asks, in which language, and where. Nothing of what was asked for.
_PASSED_ON = frozenset({b"cookie", b"authorization", b"accept-language", b"host", b"x-forwarded-proto"})
_OF_THE_CONNECTION = ("type", "asgi", "http_version", "scheme", "client", "server", "root_path")


class Fragment:
    """What stands at an address that a page names, as a request of its own would be answered. `name`: its route's, None
    where there is none that can be put in. `degraded`: in whose place something else stands in it."""

    def __init__(self, target: str, page: Scope) -> None:
        self.answer = Whole()
        self.degraded: list[str] = []
        self._raw_path, _, self._query = target.partition("?")
        self._page = page
        self.name = self._route_name()

    @property
    def is_there(self) -> bool:
        return self.answer.status == 200 and self.answer.is_page

    async def fetch(self, page: RequestContext) -> None:
        """In a task of its own, for it enters a request of its own."""
        request = RequestContext(page.id, required=page.required)
        request.number, request.sure, request.traceparent = page.number, page.sure, page.traceparent
        enter_request(request)
        try:
            await self._page["litestar_app"](self._scope(), of_nobody, self.answer.send)
        except Exception:
            # One part that fails does not sink the rest.
            _logger.exception("a fragment failed: %s", self.name)
            self.answer = Whole()
        self.degraded = request.degraded

    def _route_name(self) -> str | None:
        """Of a cached route that is not composed itself: nothing else may be asked in a visitor's name by a page."""
        if not is_canonical(self._raw_path):
            return None
        try:
            found = self._page["litestar_app"].asgi_router.handle_routing(path=unquote(self._raw_path), method="GET")
        except HTTPException:
            return None
        handler = found[1]
        cache = policy_of(handler.opt, Cache)
        if cache is None or cache.includes:
            return None
        return route_name(handler.opt["module"], handler.handler_name, handler.opt)

    def _scope(self) -> Any:
        page = self._page
        return {
            **{name: page[name] for name in _OF_THE_CONNECTION if name in page},  # type: ignore[literal-required]
            "method": "GET",
            "path": unquote(self._raw_path),
            "raw_path": self._raw_path.encode("latin-1"),
            "query_string": self._query.encode("latin-1"),
            "headers": [field for field in page["headers"] if field[0] in _PASSED_ON],
        }
