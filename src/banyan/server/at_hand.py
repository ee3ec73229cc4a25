from __future__ import annotations

from litestar.datastructures import State

from banyan.base import set_ambient
from banyan.observe.envelope import App, Receive, Scope, Send


class AtHand:
    """What a request calls can `reach` the site's services, without being handed them (base/ambient.py)."""

    def __init__(self, app: App, state: State) -> None:
        self._app = app
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            set_ambient(self._state.at_hand)
        await self._app(scope, receive, send)
