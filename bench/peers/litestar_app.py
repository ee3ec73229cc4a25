from typing import Annotated, Any

from litestar import Litestar, get
from litestar.params import QueryParameter

from bench.peers import ITEMS


@get("/items")
async def items(
    page: Annotated[int, QueryParameter(ge=1)] = 1,
    page_size: Annotated[int, QueryParameter(ge=1, le=100)] = 20,
    tag: Annotated[str, QueryParameter(max_length=20)] = "",
) -> dict[str, Any]:
    return {"page": page, "page_size": page_size, "tag": tag, "items": ITEMS}


app = Litestar([items], openapi_config=None, logging_config=None)
