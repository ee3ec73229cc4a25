"""The benchmark's endpoint as a Banyan module."""

from typing import Annotated, Any

from litestar import get
from litestar.params import QueryParameter

from banyan.api import Module

ITEMS = [{"id": 41 + number, "name": f"item {number}"} for number in range(5)]


@get("/items")
async def items(
    page: Annotated[int, QueryParameter(ge=1)] = 1,
    page_size: Annotated[int, QueryParameter(ge=1, le=100)] = 20,
    tag: Annotated[str, QueryParameter(max_length=20)] = "",
) -> dict[str, Any]:
    return {"page": page, "page_size": page_size, "tag": tag, "items": ITEMS}


module = Module(name="benchmark", controllers=[items], owns=("/items",))
