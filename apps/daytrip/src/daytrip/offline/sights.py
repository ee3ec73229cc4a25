from __future__ import annotations

from importlib.resources import files

import msgspec


class InTwoLanguages(msgspec.Struct, frozen=True):
    zh: str
    """Traditional Chinese, as written in Taiwan."""
    en: str


class ShippedSight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Facts are the city's open data; the words and the pictures are our own."""

    id: int
    """1 and on, in the order of the city's file; not the city's own number."""
    slug: str
    name: str
    name_en: str
    category: str
    mrt: str | None
    address: str
    lat: float
    lng: float
    transport: InTwoLanguages
    description: InTwoLanguages
    pictures: tuple[str, ...]
    """Names of drawings: `static/sights/<name>.svg` in this package, the first of them for lists."""


def shipped_sights() -> list[ShippedSight]:
    """Reads and checks the file at every call: keep the answer."""
    content = files("daytrip.offline").joinpath("sights.json").read_bytes()
    return msgspec.json.decode(content, type=list[ShippedSight])
