"""Bridges, and the pavilion at the end of one."""

from __future__ import annotations

from daytrip.drawing.moods import Pen
from daytrip.drawing.svg import area, block, boxes, circle, lines, number, path, placed, rect, stroke


def redbridge(p: Pen) -> str:
    """Three low red arches over a deck; 1240 wide, deck at 0."""
    out = rect(-620, -6, 1240, 18, p("red", -0.1))
    for x, w, h in ((-370, 300, 100), (0, 420, 150), (370, 300, 100)):
        a = w / 2
        arc = f"M{number(x - a)} 0Q{number(x)} {number(-2 * h)} {number(x + a)} 0"
        hangers = (((x + a * t, 0), (x + a * t, -h * (1 - t * t))) for t in (-0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75))
        out += lines(hangers, p("red", 0.1), 4) + stroke(arc, p("red"), 15)
    return out + boxes([(-532, 10), (-226, 10), (204, 10), (508, 10)], 24, 90, p("stone", -0.15))


def cablebridge(p: Pen) -> str:
    """One leaning pylon and its cables; 1240 wide, deck at 0."""
    cables = [((20 - 4 * i, -330 + 32 * i), (-90 - 78 * (6 - i), 0)) for i in range(7)] + [
        ((34 + 2 * i, -330 + 32 * i), (120 + 60 * (6 - i), 0)) for i in range(7)
    ]
    return (
        lines(cables, p("white"), 3.4, 0.85)
        + area([(-30, 90), (14, -370), (42, -370), (66, 90)], p("white", -0.06))
        + rect(-620, -6, 1240, 20, p("steel"))
        + rect(-620, -12, 1240, 6, p("white"))
    )


def rainbowbridge(p: Pen) -> str:
    """A footbridge on a curved red pylon; 1000 wide, deck at 0."""
    cables = [((-20 + 10 * i, -236 + i * i * 3.6), (-430 + 82 * i, 0)) for i in range(8)]
    out = stroke("M-500 6Q0-70 500 6", p("red", -0.08), 20) + stroke(
        "M-500-10Q0-86 500-10", p("lamp") if p.dark else p("white"), 5
    )
    return (
        lines(cables, p("white"), 3, 0.8)
        + stroke("M-120 90Q-40-250 10-250T150 90", p("red"), 20)
        + out
        + boxes([(-330, 0), (310, 0)], 20, 90, p("stone", -0.1))
    )


def moonbridge(p: Pen, colour: str = "white") -> str:
    """A high-backed garden bridge, 520 wide, its feet at 0."""
    out = path("M-270 0Q-130-20-90-90Q0-190 90-90Q130-20 270 0H176Q110-4 88-40Q0-150-88-40Q-110-4-176 0z", p(colour))
    rail = stroke("M-262-26Q-134-44-92-124Q0-220 92-124Q134-44 262-26", p(colour, 0.1), 7)
    posts = "".join(
        f"M{x}-{y}v34"
        for x, y in (
            (-250, 28),
            (-190, 40),
            (-134, 76),
            (-92, 124),
            (-46, 158),
            (0, 172),
            (46, 158),
            (92, 124),
            (134, 76),
            (190, 40),
            (250, 28),
        )
    )
    return out + rail + stroke(posts, p(colour, 0.1), 6) + stroke("M-88-40Q0-150 88-40", p(colour, -0.2), 6)


def zigzag(p: Pen) -> str:
    """A bridge of nine bends to a pavilion; 700 wide."""
    d = "M-420 70L-260 40L-300 10L-120-6L-150-30L30-40"
    rail = stroke(d, p("stone", -0.2), 30) + stroke(d, p("stone", 0.35), 20)
    posts = "".join(
        f"M{x} {y}v-26"
        for x, y in ((-420, 66), (-340, 52), (-260, 38), (-300, 8), (-210, 0), (-120, -8), (-150, -32), (-60, -38))
    )
    return rail + stroke(posts, p("red"), 7) + placed(pavilion(p), 150, -20, 0.8)


def pavilion(p: Pen, tile: str = "jade") -> str:
    """A garden pavilion, 300 wide."""
    out = (
        block(260, 26, p("stone", 0.1))
        + boxes([(-100, -170), (-40, -170), (28, -170), (88, -170)], 12, 150, p("red"))
        + rect(-104, -66, 208, 8, p("red", -0.2))
        + rect(-108, -176, 216, 14, p("jade", -0.2))
    )
    out += path("M-170-182Q-60-176-14-290H14Q60-176 170-182Q80-160 0-162T-170-182z", p(tile)) + path(
        "M14-290Q60-176 170-182Q110-166 50-163Q30-220 0-290z", p(tile, -0.16)
    )
    return out + circle(0, -298, 12, p("gold"))
