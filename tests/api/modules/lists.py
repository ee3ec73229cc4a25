"""A module with lists, by pages and by periods."""

from __future__ import annotations

from typing import Any

from litestar import get
from litestar.di import NamedDependency

from banyan.api import Module, Page, Period, paging, period


def _shown(page: Page) -> list[int]:
    return [page.number, page.size, page.offset, page.limit]


@get("/lists", dependencies={"page": paging()})
async def from_one(page: NamedDependency[Page]) -> list[int]:
    return _shown(page)


@get("/lists/zero", dependencies={"page": paging(first=0, size=12, largest=12, pages=50)})
async def from_zero(page: NamedDependency[Page]) -> list[int]:
    return _shown(page)


@get("/lists/period", dependencies={"when": period(days=31)})
async def within(when: NamedDependency[Period]) -> dict[str, Any]:
    return {"start": when.start, "end": when.end}


@get("/lists/both", dependencies={"when": period(), "page": paging()})
async def both(when: NamedDependency[Period], page: NamedDependency[Page]) -> str:
    return f"{when.from_date} {page.number}"


module = Module(name="lists", controllers=[from_one, from_zero, within, both], owns=("/lists",))
