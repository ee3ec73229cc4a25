from __future__ import annotations

from collections.abc import Awaitable, Callable

from banyan.base import RequestContext
from banyan.cache import Horizon


async def note_positions(request: RequestContext, horizon: Horizon, catch_up: Callable[[int], Awaitable[bool]]) -> None:
    """At the request's start: what it reads may be kept under what is applied now. One that comes with news this
    process has not heard (`Banyan-Position`) waits for them, or reads past all that could be older."""
    if request.required > horizon.applied:
        request.sure = not await catch_up(request.required)
    request.number = None if request.sure or horizon.applied < 0 else horizon.applied
