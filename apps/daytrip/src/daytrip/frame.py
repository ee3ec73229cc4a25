from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NoRouteMatchFoundException
from litestar.response import Template

from banyan.accounts import Member
from banyan.pages import Pages

# The handler of the booking page, where there is one: the pages lead there then.
BOOKING = "booking"


class Frame:
    """Every page of the site: its own content, between a header and dialogs that know who is logged in."""

    def __init__(self, pages: Pages, visitor: Member | None, booking: str | None) -> None:
        self._pages = pages
        self._visitor = visitor
        self._booking = booking

    @property
    def language(self) -> str:
        return self._pages.language.tag

    def render(self, template: str, **content: Any) -> Template:
        return self._pages.render(template, visitor=self._visitor, booking=self._booking, **content)


def provide_frame(
    request: Request[Any, Any, Any], pages: NamedDependency[Pages], visitor: NamedDependency[Member | None]
) -> Frame:
    try:
        booking = request.app.route_reverse(BOOKING)
    except NoRouteMatchFoundException:
        booking = None
    return Frame(pages, visitor, booking)


FRAME = {"frame": Provide(provide_frame, sync_to_thread=False)}
