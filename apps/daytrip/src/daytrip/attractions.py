from __future__ import annotations

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from banyan.api import JSON, Assets, from_query
from banyan.base import UserError
from daytrip.caching import of_sights
from daytrip.inputs import Search
from daytrip.outputs import Answer, Attraction, AttractionPage, shown
from daytrip.settings import DaytripSettings
from daytrip.sights import Sights

_LARGEST = 2**63 - 1
_SEARCH = ("page", "page_size", "keyword", "category", "lang")


class WrongNumber(UserError):
    """Of a sight that there is not, or that cannot be."""

    name = "wrong_sight_number"


class AttractionController(Controller):
    path = "/api"
    tags = ("attractions",)
    opt = {"logger": "daytrip"}  # noqa: RUF012  Litestar's own way to say it

    @get(
        "/attractions",
        media_type=JSON,
        dependencies={"search": from_query(Search)},
        policies=[of_sights(key=_SEARCH)],
    )
    async def attractions(
        self,
        search: NamedDependency[Search],
        sights: NamedDependency[Sights],
        settings: NamedDependency[DaytripSettings],
        assets: NamedDependency[Assets],
    ) -> AttractionPage:
        """A page of the sights that fit. `keyword`: exactly a category or a station, or a part of the name, Chinese or
        English."""
        size = search.page_size or settings.page_size
        page = await sights.page(
            search.page or 0, size, keyword=search.keyword, category=search.category, language=search.lang
        )
        return AttractionPage(page.next, [shown(sight, assets) for sight in page.sights])

    @get("/attraction/{number:str}", media_type=JSON, errors=(WrongNumber,), policies=[of_sights(statuses={400: 30})])
    async def attraction(
        self, number: FromPath[str], sights: NamedDependency[Sights], assets: NamedDependency[Assets]
    ) -> Answer[Attraction]:
        sight = await sights.get(sight_number(number))
        if sight is None:
            raise WrongNumber
        return Answer(shown(sight, assets))

    @get("/categories", media_type=JSON, policies=[of_sights()])
    async def categories(self, sights: NamedDependency[Sights]) -> Answer[list[str]]:
        """The most frequent first."""
        return Answer(await sights.categories())

    @get("/mrts", media_type=JSON, policies=[of_sights()])
    async def mrts(self, sights: NamedDependency[Sights]) -> Answer[list[str]]:
        """The stations, that with the most sights first."""
        return Answer(await sights.mrts())


def sight_number(text: str) -> int:
    """A text and not a number in the path, so that `abc` is refused in the contract's words and not as a 404. Raises
    WrongNumber."""
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and 0 < int(text) <= _LARGEST):
        raise WrongNumber
    return int(text)
