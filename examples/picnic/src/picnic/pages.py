from __future__ import annotations

from litestar import MediaType, get
from litestar.di import NamedDependency
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.pages import Pages
from picnic.spots import newest_spots


@get("/picnic", media_type=MediaType.HTML, include_in_schema=False)
async def spots_page(pages: NamedDependency[Pages], session: NamedDependency[AsyncSession]) -> Template:
    found = await newest_spots(session, size=50)
    return pages.render("picnic/spots.html.j2", spots=found.spots)
