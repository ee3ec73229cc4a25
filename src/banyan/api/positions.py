from __future__ import annotations

from collections.abc import Awaitable, Callable

from banyan.base import RequestContext
from banyan.cache import Horizon


def note_position(request: RequestContext, horizon: Horizon) -> bool:
    """At the request's start: what it reads may be kept under what is applied now. False for one that comes with news
    which this process has not heard (`Banyan-Position`): it has to wait for `hear_news`."""
    applied = horizon.applied
    request.number = None if applied < 0 else applied
    return request.required <= applied or request.required < 0


async def hear_news(request: RequestContext, horizon: Horizon, catch_up: Callable[[int], Awaitable[bool]]) -> None:
    """Or, where they cannot be had, let it read past all that could be older."""
    request.sure = not await catch_up(request.required)
    request.number = None if request.sure else horizon.applied
