"""The site's own drawings."""

from __future__ import annotations

from daytrip.drawing.land import sky
from daytrip.drawing.moods import Dice, Pen
from daytrip.drawing.svg import document


def hero() -> str:
    p = Pen("morning", Dice("hero"))
    return document(sky(p), 2400, 900, "xMidYMax slice")


def favicon() -> str:
    return document("", 64, 64)
