from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CitySight:
    """A row of the city's in our words. `origin`: its generation and its number there; `passed_over`: how many of its
    files are no pictures."""

    origin: str
    name: str
    category: str
    mrt: str | None
    address: str
    transport: str
    description: str
    lat: float
    lng: float
    pictures: list[str]
    passed_over: int
