from __future__ import annotations

from urllib.parse import urlencode, urljoin
from zoneinfo import ZoneInfo

from litestar import Controller, MediaType, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from banyan.api import Assets
from daytrip.attractions import WrongNumber, sight_number
from daytrip.frame import FRAME, Frame
from daytrip.inputs import LAST_PAGE
from daytrip.outputs import shown
from daytrip.settings import DaytripSettings
from daytrip.sights import Sights
from daytrip.tours import TOURS
from daytrip.user_passwords import RESET_PAGE


class PageController(Controller):
    """What people read. The lists and texts are those of the API, from the same services."""

    path = "/"
    dependencies = FRAME
    opt = {"logger": "daytrip"}  # noqa: RUF012  Litestar's own way to say it
    include_in_schema = False

    @get("/", media_type=MediaType.HTML)
    async def home(
        self,
        frame: NamedDependency[Frame],
        sights: NamedDependency[Sights],
        settings: NamedDependency[DaytripSettings],
        assets: NamedDependency[Assets],
        public_url: NamedDependency[str],
        page: FromQuery[str] = "",
        keyword: FromQuery[str] = "",
    ) -> Template:
        """The first sights that fit, and links to the others."""
        number, keyword = _page_number(page), keyword.strip()
        found = await sights.page(number, settings.page_size, keyword=keyword, language=frame.language)
        return frame.render(
            "daytrip/home.html.j2",
            # A page past the end is not one to keep.
            status_code=404 if number and not found.sights else 200,
            query=_query(number, keyword),
            keyword=keyword,
            mrts=await sights.mrts(),
            sights=[shown(sight, assets) for sight in found.sights],
            number=number,
            next_page=found.next,
            before=_link(number - 1, keyword) if number else None,
            after=None if found.next is None else _link(found.next, keyword),
            public_url=public_url,
        )

    @get("/attraction/{number:str}", media_type=MediaType.HTML)
    async def attraction(
        self,
        frame: NamedDependency[Frame],
        sights: NamedDependency[Sights],
        assets: NamedDependency[Assets],
        timezone: NamedDependency[ZoneInfo],
        public_url: NamedDependency[str],
        number: FromPath[str],
    ) -> Template:
        try:
            sight = await sights.get(sight_number(number), language=frame.language)
        except WrongNumber:
            sight = None
        if sight is None:
            return frame.render("daytrip/missing.html.j2", status_code=404)
        attraction = shown(sight, assets)
        return frame.render(
            "daytrip/attraction.html.j2",
            sight=attraction,
            picture=urljoin(f"{public_url}/", attraction.images[0]) if attraction.images else None,
            tours=TOURS,
            timezone=timezone.key,
        )

    @get("/member", media_type=MediaType.HTML)
    async def member(self, frame: NamedDependency[Frame]) -> Template:
        """The visitor's own account, or the way to one."""
        return frame.render("daytrip/member.html.j2")

    @get(RESET_PAGE, media_type=MediaType.HTML)
    async def reset(self, frame: NamedDependency[Frame]) -> Template:
        """Where the link in the e-mail leads; its token is in the part of the address that only the browser sees."""
        return frame.render("daytrip/reset.html.j2")


def _page_number(text: str) -> int:
    """People are not refused for a slip in the address: they get the first page."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 and int(text) <= LAST_PAGE else 0


def _query(number: int, keyword: str) -> dict[str, str]:
    return {**({"page": str(number)} if number else {}), **({"keyword": keyword} if keyword else {})}


def _link(number: int, keyword: str) -> str:
    query = _query(number, keyword)
    return f"/?{urlencode(query)}" if query else "/"
