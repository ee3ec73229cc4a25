from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.exceptions import NoRouteMatchFoundException

# The handler of the booking page, where there is one: the pages lead there then.
BOOKING = "booking"


def provide_booking(request: Request[Any, Any, Any]) -> str | None:
    try:
        return request.app.route_reverse(BOOKING)
    except NoRouteMatchFoundException:
        return None
