from __future__ import annotations

from litestar import Litestar

from banyan.api import note_positions
from banyan.base import current_request, set_ambient
from banyan.observe.envelope import App, Receive, Scope, Send
from banyan.server.services import Services


class InSite:
    """Every request has the site's services at hand, and knows which news they have heard."""

    def __init__(self, app: App, litestar: Litestar) -> None:
        self._app = app
        self._litestar = litestar

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = current_request()
        if request:
            services: Services = self._litestar.state.services
            set_ambient(services.at_hand)
            await note_positions(request, services.coherence.horizon, services.coherence.follower.catch_up)
        await self._app(scope, receive, send)
