from __future__ import annotations

from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from litestar import Controller, MediaType, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from banyan.accounts import Member
from banyan.api import Assets
from banyan.pages import Pages
from daytrip.attractions import WrongNumber, sight_number
from daytrip.caching import of_frame
from daytrip.fragments import address
from daytrip.inputs import LAST_PAGE
from daytrip.outputs import shown
from daytrip.rows import LONGEST_PART
from daytrip.settings import DaytripSettings
from daytrip.sights import CHANGED, Sights
from daytrip.texts import label
from daytrip.tours import TOURS
from daytrip.user_passwords import RESET_PAGE


class PageController(Controller):
    """What people read. Who is logged in, and the lists of the home page, are fragments of their own; the texts are
    those of the API, from the same services."""

    path = "/"
    opt = {"logger": "daytrip"}  # noqa: RUF012  Litestar's own way to say it
    include_in_schema = False

    @get("/", media_type=MediaType.HTML, policies=[of_frame(key=("page", "keyword"))])
    async def home(
        self,
        pages: NamedDependency[Pages],
        sights: NamedDependency[Sights],
        settings: NamedDependency[DaytripSettings],
        public_url: NamedDependency[str],
        page: FromQuery[str] = "",
        keyword: FromQuery[str] = "",
    ) -> Template:
        """The first sights that fit, and links to the others."""
        # What is longer than any name finds nothing.
        number, keyword = _page_number(page), keyword.strip()[: LONGEST_PART + 1]
        status, headers = 200, {}
        if number:
            # A page past the end is not one to keep; where that is only sights tell.
            found = await sights.page(number, settings.page_size, keyword=keyword, language=pages.language.tag)
            status, headers = 200 if found.sights else 404, {"Cache-Tag": CHANGED}
        return pages.render(
            "daytrip/home.html.j2",
            status_code=status,
            headers=headers,
            query=address(number, label(keyword)),
            keyword=keyword,
            number=number,
            public_url=public_url,
        )

    @get(
        "/attraction/{number:str}",
        media_type=MediaType.HTML,
        policies=[of_frame("daytrip.attraction_page", tags=(CHANGED,), statuses={404: 30})],
    )
    async def attraction(
        self,
        pages: NamedDependency[Pages],
        sights: NamedDependency[Sights],
        assets: NamedDependency[Assets],
        timezone: NamedDependency[ZoneInfo],
        public_url: NamedDependency[str],
        booking: NamedDependency[str | None],
        number: FromPath[str],
    ) -> Template:
        try:
            sight = await sights.get(sight_number(number), language=pages.language.tag)
        except WrongNumber:
            sight = None
        if sight is None:
            return pages.render("daytrip/missing.html.j2", status_code=404)
        attraction = shown(sight, assets)
        return pages.render(
            "daytrip/attraction.html.j2",
            path=f"/attraction/{sight.id}",
            sight=attraction,
            picture=urljoin(f"{public_url}/", attraction.images[0]) if attraction.images else None,
            tours=TOURS,
            timezone=timezone.key,
            booking=booking,
        )

    @get("/member", media_type=MediaType.HTML)
    async def member(
        self,
        pages: NamedDependency[Pages],
        visitor: NamedDependency[Member | None],
        booking: NamedDependency[str | None],
    ) -> Template:
        """The visitor's own account, or the way to one."""
        return pages.render("daytrip/member.html.j2", visitor=visitor, booking=booking)

    @get(RESET_PAGE, media_type=MediaType.HTML, policies=[of_frame()])
    async def reset(self, pages: NamedDependency[Pages]) -> Template:
        """Where the link in the e-mail leads; its token is in the part of the address that only the browser sees."""
        return pages.render("daytrip/reset.html.j2")


def _page_number(text: str) -> int:
    """People are not refused for a slip in the address: they get the first page."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 and int(text) <= LAST_PAGE else 0
