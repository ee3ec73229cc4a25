from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from xml.sax.saxutils import escape

from litestar import MediaType, Response, get
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler
from sqlalchemy.ext.asyncio import AsyncSession

Sitemap = Callable[[AsyncSession], Awaitable[Sequence[str]]]
"""The paths of a module's pages that search engines may show."""
# What one file may hold (sitemaps.org).
_MOST = 50_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def search_engine_handlers(public_url: str, sitemaps: Sequence[Sitemap]) -> list[ControllerRouterHandler]:
    """`/robots.txt` and `/sitemap.xml`, of the pages that the modules name."""

    @get("/robots.txt", media_type=MediaType.TEXT, include_in_schema=False)
    async def robots() -> str:
        return f"User-agent: *\nAllow: /\n\nSitemap: {public_url}/sitemap.xml\n"

    @get("/sitemap.xml", include_in_schema=False)
    async def sitemap(session: NamedDependency[AsyncSession]) -> Response[str]:
        paths = [path for source in sitemaps for path in await source(session)]
        lines = (f"<url><loc>{escape(public_url + path)}</loc></url>\n" for path in paths[:_MOST])
        return Response(_HEAD + "".join(lines) + "</urlset>\n", media_type="application/xml")

    return [robots, sitemap]
