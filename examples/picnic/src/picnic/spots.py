from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts import Member
from banyan.cache import Cached, Caches
from banyan.data import invalidate, keyset_page
from banyan.outbound import Outbound
from picnic.errors import NoSuchSpot, NotYours
from picnic.rows import SpotRow
from picnic.weather import PicnicSettings, weather_in


class NewSpot(msgspec.Struct):
    name: Annotated[str, Meta(min_length=1, max_length=80)]
    city: Annotated[str, Meta(min_length=1, max_length=40)]
    seats: Annotated[int, Meta(ge=1, le=500)] = 4


class Spot(msgspec.Struct):
    id: int
    name: str
    city: str
    seats: int


class SpotList(msgspec.Struct):
    spots: list[Spot]
    next: str | None


class SpotToday(msgspec.Struct):
    spot: Spot
    weather: str | None


SPOTS: Cached[int, Spot] = Cached("picnic.spot", Spot, ttl=300)


async def newest_spots(session: AsyncSession, cursor: str | None = None, size: int = 2) -> SpotList:
    page = await keyset_page(session, select(SpotRow), (SpotRow.id.desc(),), size=size, cursor=cursor)
    return SpotList([shown(row) for row in page.items], page.next)


def shown(row: SpotRow) -> Spot:
    return msgspec.convert(row, Spot, from_attributes=True)


class SpotController(Controller):
    path = "/spots"

    @get("/")
    async def find(
        self,
        session: NamedDependency[AsyncSession],
        cursor: Annotated[str | None, QueryParameter(max_length=1000)] = None,
    ) -> SpotList:
        return await newest_spots(session, cursor)

    @post("/")
    async def add(
        self, data: JSONBody[NewSpot], member: NamedDependency[Member], session: NamedDependency[AsyncSession]
    ) -> Spot:
        row = SpotRow(name=data.name, city=data.city, seats=data.seats, owner_id=member.id)
        session.add(row)
        await session.flush()
        invalidate(session, f"picnic.spot:{row.id}")
        return shown(row)

    @get("/{number:int}", errors=(NoSuchSpot,))
    async def one(
        self,
        number: FromPath[int],
        caches: NamedDependency[Caches],
        session: NamedDependency[AsyncSession],
        outbound: NamedDependency[Outbound],
        settings: NamedDependency[PicnicSettings],
    ) -> SpotToday:
        async def load(number: int) -> Spot | None:
            row = await session.get(SpotRow, number)
            return shown(row) if row else None

        spot = await caches.get(SPOTS, number, load)
        if spot is None:
            raise NoSuchSpot
        return SpotToday(spot, await weather_in(outbound, settings.weather, spot.city))

    @put("/{number:int}", errors=(NoSuchSpot, NotYours))
    async def change(
        self,
        number: FromPath[int],
        data: JSONBody[NewSpot],
        member: NamedDependency[Member],
        session: NamedDependency[AsyncSession],
    ) -> Spot:
        row = await session.get(SpotRow, number)
        if row is None:
            raise NoSuchSpot
        if row.owner_id != member.id:
            raise NotYours
        row.name, row.city, row.seats = data.name, data.city, data.seats
        invalidate(session, f"picnic.spot:{number}")
        return shown(row)
