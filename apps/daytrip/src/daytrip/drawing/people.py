"""People, on foot and on wheels."""

from __future__ import annotations

from daytrip.drawing.moods import Pen
from daytrip.drawing.svg import block, boxes, circle, dots, lines, number, path, placed, rect, ring, stroke


def wheel(p: Pen, x: float, colour: str = "ink") -> str:
    rim = ring(x, -48, 44, p(colour), 7)
    return rim + stroke(
        f"M{number(x - 40)}-48h80M{number(x)}-88v80M{number(x - 28)}-76l56 56M{number(x + 28)}-76l-56 56", p("steel"), 2
    )


def bicycle(p: Pen, frame: str = "red") -> str:
    """Leaning on nothing, 270 wide."""
    bars = stroke("M-80-48L-40-128H60L-6-48H-80M-6-48L-52-146M80-48L52-152", p(frame), 9)
    seat = stroke("M-74-148h44", p("dark"), 13) + stroke("M52-152q-4-22 18-26h18", p("ink"), 8)
    basket = (
        path("M66-140h62l-10 46h-44z", p("wood", 0.2))
        + dots([(82, -148), (102, -154), (118, -146)], 13, p("yellow"))
        + circle(92, -160, 10, p("rose"))
    )
    return wheel(p, -80) + wheel(p, 80) + bars + seat + basket + circle(-6, -48, 11, p("ink"))


def cyclist(p: Pen, shirt: str = "red") -> str:
    legs = stroke("M-40-140Q10-130 0-92L-16-44", p("ink"), 17) + stroke("M-40-140Q6-110-14-80L6-56", p("ink", 0.2), 15)
    bars = stroke("M-80-48L-40-118H60L-6-48H-80M80-48L54-146h20", p("white"), 8)
    body = stroke("M-40-142L10-218", p(shirt), 38) + stroke("M12-212L40-170L66-150", p(shirt, -0.12), 13)
    return (
        wheel(p, -80)
        + wheel(p, 80)
        + legs
        + bars
        + body
        + circle(34, -258, 25, p("skin"))
        + path("M6-262a29 29 0 0 1 56-8l6 6z", p("cream"))
    )


def person(p: Pen, coat: str = "red", legs: str = "ink") -> str:
    """Seen from behind, 100 high."""
    return (
        boxes([(-11, -36), (2, -36)], 9, 36, p(legs))
        + path("M-17-32v-28a17 17 0 0 1 34 0v28z", p(coat))
        + circle(0, -88, 12.5, p("dark", 0.1))
    )


def pair(p: Pen, one: str = "red", other: str = "yellow") -> str:
    return placed(person(p, one), -20, 0) + placed(person(p, other), 20, 0, 0.9)


def family(p: Pen) -> str:
    return (
        placed(person(p, "azure"), -40, 0)
        + placed(person(p, "yellow"), 0, 2, 0.6)
        + placed(person(p, "rose"), 38, 0, 0.94)
    )


def hiker(p: Pen, coat: str = "orange") -> str:
    """With a pack, a hat and a stick; 150 high."""
    body = (
        stroke("M-8-58L-18-4M8-58L22-4", p("ink"), 15)
        + path("M-22-50v-44a22 22 0 0 1 44 0v44z", p(coat))
        + path("M-44-112h28v56h-20q-14-26-8-56z", p("jade", -0.15), 1)
    )
    return (
        body
        + circle(2, -134, 16, p("skin"))
        + path("M-24-138h54q-4-18-26-22q-20 4-28 22z", p("straw"))
        + stroke("M16-92L42-74L48-2", p("bark"), 6)
    )


def guard(p: Pen) -> str:
    """One of the honour guard, 130 high."""
    return (
        boxes([(-13, -56), (3, -56)], 10, 56, p("ink"))
        + block(38, 60, p("azure", -0.2), -50)
        + rect(-19, -70, 38, 6, p("white"))
        + circle(0, -124, 12, p("skin"))
        + path("M-15-126a15 15 0 0 1 30 0z", p("steel", 0.4))
        + stroke("M22-20v-110", p("wood"), 5)
        + lines([((16, -108), (22, -76))], p("white"), 8)
    )
