"""A handler with something that stands in for it."""

from __future__ import annotations

from litestar import Controller, get

from banyan.api import Module
from banyan.policy import Degrade


class Stock(Controller):
    path = "/stock"

    @get("/", policies=[Degrade("shop.stock", default={"stock": "in stock"})])
    async def stock(self) -> dict[str, str]:
        raise RuntimeError("the warehouse is on fire")

    @get("/plain")
    async def plain(self) -> dict[str, str]:
        raise RuntimeError("the warehouse is on fire")


module = Module(name="shop", controllers=[Stock], owns=("/stock",))
