"""The half days that a member can book, and what they cost: the server decides, always."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class HalfDay:
    time: Literal["morning", "afternoon"]
    price: int
    """New Taiwan dollars."""


TOURS = (HalfDay("morning", 2000), HalfDay("afternoon", 2500))
