from typing import Annotated, Any

from fastapi import FastAPI, Query

from bench.peers import ITEMS

app = FastAPI()


@app.get("/items")
async def items(
    page: Annotated[int, Query(ge=1)] = 1,
    page_size: Annotated[int, Query(ge=1, le=100)] = 20,
    tag: Annotated[str, Query(max_length=20)] = "",
) -> dict[str, Any]:
    return {"page": page, "page_size": page_size, "tag": tag, "items": ITEMS}
