from __future__ import annotations

from litestar import Litestar

from banyan.api import hear_news, note_position
from banyan.base import current_request, set_ambient
from banyan.observe.envelope import App, Receive, Scope, Send
from banyan.server.services import Services


class InSite:
    """Every request has the site's services at hand, and knows which news they have heard."""

    def __init__(self, app: App, litestar: Litestar) -> None:
        self._app = app
        self._litestar = litestar
        # They are opened when the application starts.
        self._services: Services | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = current_request()
        if request:
            services = self._services or self._opened()
            set_ambient(services.at_hand)
            horizon = services.coherence.horizon
            if not note_position(request, horizon):
                await hear_news(request, horizon, services.coherence.follower.catch_up)
        await self._app(scope, receive, send)

    def _opened(self) -> Services:
        services: Services = self._litestar.state.services
        self._services = services
        return services
