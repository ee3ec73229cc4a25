from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from litestar import Controller, MediaType, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter
from litestar.response import Template

from banyan.accounts import Member, member_tag
from banyan.api import Assets
from banyan.pages import fragment
from daytrip.caching import of_sights, of_visitor
from daytrip.inputs import LAST_PAGE
from daytrip.outputs import shown
from daytrip.settings import DaytripSettings
from daytrip.sights import Sights

FRAGMENTS = "/daytrip"
PageLanguage = Annotated[str, QueryParameter(name="lang", max_length=35)]
ListedPage = Annotated[int, QueryParameter(name="page", ge=0, le=LAST_PAGE)]


class FragmentController(Controller):
    """What pages are put together of: each changes by itself."""

    path = FRAGMENTS
    opt = {"logger": "daytrip"}  # noqa: RUF012  Litestar's own way to say it
    include_in_schema = False

    @get("/session", media_type=MediaType.HTML, policies=[of_visitor(key=("lang",))])
    async def session_bar(
        self,
        visitor: NamedDependency[Member | None],
        token: NamedDependency[str | None],
        booking: NamedDependency[str | None],
        language: PageLanguage = "",
    ) -> Template:
        """Who is logged in, and what they can do."""
        headers = {"Cache-Tag": member_tag(visitor.id)} if visitor else {}
        if token and not visitor:
            # It may be of a login that has not come to this database's copy yet.
            headers = {"Cache-Control": "private, no-cache"}
        return fragment("daytrip/session.html.j2", language, headers=headers, visitor=visitor, booking=booking)

    @get("/mrts", media_type=MediaType.HTML, policies=[of_sights(key=("keyword", "lang"))])
    async def mrt_bar(
        self, sights: NamedDependency[Sights], keyword: FromQuery[str] = "", language: PageLanguage = ""
    ) -> Template:
        """The stations, that of the search marked."""
        return fragment("daytrip/mrts.html.j2", language, keyword=keyword, mrts=await sights.mrts())

    @get("/sights", media_type=MediaType.HTML, policies=[of_sights(key=("page", "keyword", "lang"))])
    async def sight_list(
        self,
        sights: NamedDependency[Sights],
        settings: NamedDependency[DaytripSettings],
        assets: NamedDependency[Assets],
        number: ListedPage = 0,
        keyword: FromQuery[str] = "",
        language: PageLanguage = "",
    ) -> Template:
        """A page of the sights that fit, and links to the others."""
        found = await sights.page(number, settings.page_size, keyword=keyword, language=language)
        return fragment(
            "daytrip/sights.html.j2",
            language,
            sights=[shown(sight, assets) for sight in found.sights],
            number=number,
            next_page=found.next,
            before=_link(number - 1, keyword) if number else None,
            after=None if found.next is None else _link(found.next, keyword),
        )


def address(number: int, keyword: str) -> dict[str, str]:
    """The query of the home page that shows that page of the list."""
    return {**({"page": str(number)} if number else {}), **({"keyword": keyword} if keyword else {})}


def _link(number: int, keyword: str) -> str:
    query = address(number, keyword)
    return f"/?{urlencode(query)}" if query else "/"
