from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Litestar

from banyan.api import hear_news, note_position
from banyan.base import current_request, set_ambient
from banyan.observe.envelope import App, Receive, Scope, Send
from banyan.server.coherence import Coherence
from banyan.server.services import Services


class InSite:
    """Every request has the site's services at hand, and knows which news they have heard."""

    def __init__(self, app: App, litestar: Litestar) -> None:
        self._app = app
        self._litestar = litestar
        # They are opened when the application starts.
        self._opened: tuple[Mapping[type, Any], Coherence] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = current_request()
        if request:
            at_hand, coherence = self._opened or self._open()
            set_ambient(at_hand)
            if not note_position(request, coherence.horizon):
                await hear_news(request, coherence.horizon, coherence.follower.catch_up)
        await self._app(scope, receive, send)

    def _open(self) -> tuple[Mapping[type, Any], Coherence]:
        services: Services = self._litestar.state.services
        self._opened = services.at_hand, services.coherence
        return self._opened
