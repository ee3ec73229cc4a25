"""People, and the things that they use out of doors."""

from __future__ import annotations

from daytrip.drawing.moods import Pen
from daytrip.drawing.springs import steam
from daytrip.drawing.svg import area, block, boxes, circle, dots, number, oval, path, placed, rect, stroke


def tent(p: Pen, cloth: str = "orange") -> str:
    """260 wide."""
    back = path("M-130 0Q-70-60-20-150Q70-70 130 0z", p(cloth)) + path(
        "M-20-150Q70-70 130 0H40Q20-90-20-150z", p(cloth, -0.16)
    )
    return (
        back
        + path("M-20-150Q-10-60-50 0H30Q10-90-20-150z", p("lamp") if p.dark else p(cloth, -0.4))
        + stroke("M-20-150L-150 6M-20-150L150 6", p("cream"), 3)
    )


def lamp(p: Pen) -> str:
    glow = circle(0, -226, 80, p("lamp"), 0.2) if p.dark else ""
    return (
        glow
        + stroke("M0 0v-200", p("ink"), 9)
        + circle(0, -222, 26, p("lamp") if p.dark else p("white"))
        + block(38, 12, p("ink"), -244)
        + block(34, 14, p("ink"))
    )


def bench(p: Pen) -> str:
    return (
        boxes([(-80, -44), (66, -44)], 12, 44, p("ink"))
        + rect(-100, -56, 200, 14, p("wood"))
        + rect(-100, -96, 200, 14, p("wood", 0.1))
        + boxes([(-80, -100), (70, -100)], 9, 50, p("ink"))
    )


def fence(p: Pen) -> str:
    """A low wooden railing, 1240 wide."""
    return boxes([(-610 + 100 * i, -84) for i in range(13)], 16, 90, p("timber", -0.1)) + boxes(
        [(-620, -76), (-620, -40)], 1240, 10, p("timber", 0.08)
    )


def teaset(p: Pen) -> str:
    """A pot and two cups on a board; 520 wide."""
    board = block(560, 26, p("wood", 0.1)) + block(520, 12, p("timber"), 10)
    pot = (
        path("M-130-30q-30-130 70-140q100 10 70 140z", p("brick2"))
        + path("M-150-110q-60 10-70-40l20-8q10 30 56 20z", p("brick2", -0.1))
        + path("M20-130q70-14 60 50q-10 40-70 36l4-16q46 4 50-26q0-34-46-26z", p("brick2", -0.12))
        + oval(-60, -170, 42, 10, p("brick2", 0.14))
        + circle(-60, -186, 13, p("brick2"))
    )
    cups = "".join(
        path(f"M{x - 46}-96h92q0 66-28 68h-36q-28-2-28-68z", p("white")) + oval(x, -96, 46, 11, p("straw", -0.2))
        for x in (150, 262)
    )
    return (
        board
        + pot
        + cups
        + placed(steam(p), 150, -110, 0.42)
        + placed(steam(p), 262, -110, 0.36)
        + path("M-300-34q40-40 80 0z", p("jade"))
    )


def stall(p: Pen, cloth: str = "red") -> str:
    """A market stall, 300 wide."""
    out = (
        boxes([(-136, -220), (122, -220)], 14, 220, p("timber"))
        + block(290, 84, p("wood"), 0)
        + block(306, 14, p("wood", 0.25), -82)
        + dots([(-110 + 44 * i, -104) for i in range(6)], 19, p("orange"))
        + dots([(-90 + 44 * i, -128) for i in range(5)], 16, p("yellow"))
    )
    for i in range(6):
        out += path(
            f"M{-168 + 56 * i}-200l{12 if i < 3 else -4}-64h{52}l{4 if i < 2 else -8} 64a28 24 0 0 1-56 0z",
            p(cloth) if i % 2 else p("white"),
        )
    return (circle(0, -160, 190, p("lamp"), 0.16) if p.dark else "") + out


def flags(p: Pen) -> str:
    """Bunting, 1240 wide."""
    marks = "".join(f"M{x} {number(60 - (x / 620) ** 2 * 60)}h50l-25 52z" for x in range(-600, 601, 160))
    others = "".join(f"M{x} {number(60 - (x / 620) ** 2 * 60)}h50l-25 52z" for x in range(-520, 601, 160))
    return stroke("M-620 0Q0 120 620 0", p("dark"), 4) + path(marks, p("red")) + path(others, p("yellow"))


def kite(p: Pen, cloth: str = "red") -> str:
    tail = stroke("M0 70q-40 60-10 120t-30 130", p("white"), 4)
    return (
        tail
        + area([(0, -80), (56, 0), (0, 76), (-56, 0)], p(cloth))
        + area([(0, -80), (56, 0), (0, 0)], p("yellow"))
        + area([(0, 76), (-56, 0), (0, 0)], p("yellow"))
        + boxes([(-26, 120), (-40, 200)], 26, 12, p(cloth))
    )


def birds(p: Pen) -> str:
    spots = [(0, 0), (64, -30), (120, 6), (190, -44), (-60, -50)]
    return stroke("".join(f"M{x} {y}q14-18 26 0q12-18 26 0" for x, y in spots), p("ink"), 5, 0.7)
