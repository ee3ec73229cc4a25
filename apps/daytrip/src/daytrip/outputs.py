"""What clients are shown, declared once; the order of fields is the contract's."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from banyan.api import Assets
from daytrip.shipped import DRAWN
from daytrip.sights import Sight

T = TypeVar("T")


class Attraction(msgspec.Struct):
    id: int
    name: str
    category: str
    description: str
    address: str
    transport: str
    mrt: str | None
    lat: float
    lng: float
    images: list[str]


class AttractionPage(msgspec.Struct, rename="camel"):
    next_page: int | None
    data: list[Attraction]


class Answer(msgspec.Struct, Generic[T]):
    data: T


def shown(sight: Sight, assets: Assets) -> Attraction:
    return Attraction(
        id=sight.id,
        name=sight.name,
        category=sight.category,
        description=sight.description,
        address=sight.address,
        transport=sight.transport,
        mrt=sight.mrt,
        lat=sight.lat,
        lng=sight.lng,
        images=[picture_url(picture, assets) for picture in sight.pictures],
    )


def picture_url(picture: str, assets: Assets) -> str:
    """Where clients fetch what `Sight.pictures` names."""
    return assets.url(f"sights/{picture.removeprefix(DRAWN)}.svg") if picture.startswith(DRAWN) else picture
