"""Halls and marks of memory, and the waterworks."""

from __future__ import annotations

from daytrip.drawing.moods import Pen
from daytrip.drawing.svg import arches, area, block, boxes, circle, lines, oval, path, placed, rect, stroke
from daytrip.drawing.temples import columns, roof


def memorial(p: Pen) -> str:
    """White, eight-sided, with a blue roof in two steps, on three terraces; about 760 wide."""
    out = block(800, 46, p("white", -0.1)) + block(660, 92, p("white")) + block(540, 132, p("white", -0.05))
    out += area([(-60, 0), (60, 0), (42, -132), (-42, -132)], p("stone", 0.2)) + lines(
        (((-58 + i * 1.5, -i * 11), (58 - i * 1.5, -i * 11)) for i in range(12)), p("stone", -0.14), 3
    )
    out += area([(-210, -132), (-196, -350), (196, -350), (210, -132)], p("white")) + area(
        [(130, -132), (120, -350), (196, -350), (210, -132)], p("white", -0.1)
    )
    out += (
        area([(-210, -132), (-196, -350), (-120, -350), (-130, -132)], p("white", -0.06))
        + arches([(0, -132)], 104, 168, p("slate", -0.25))
        + rect(-200, -366, 400, 20, p("red"))
    )
    out += path("M-300-366Q-190-366-150-440H150Q190-366 300-366L262-352H-262z", p("azure")) + path(
        "M150-440Q190-366 300-366L262-352H120z", p("azure", -0.16)
    )
    out += (
        block(250, 40, p("white", -0.06), -436)
        + path("M-220-466Q-80-480 0-620Q80-480 220-466L190-452H-190z", p("azure"))
        + path("M0-620Q80-480 220-466L190-452H60z", p("azure", -0.18))
    )
    return out + rect(-7, -652, 14, 40, p("gold")) + circle(0, -654, 11, p("gold"))


def yellowhall(p: Pen) -> str:
    """The hall with the wide yellow roof that lifts over the door; about 900 wide."""
    out = (
        block(900, 40, p("stone"))
        + block(780, 190, p("cream", -0.06), -34)
        + boxes([(-350 + 56 * i, -210) for i in range(13)], 30, 176, p.pane)
    )
    out += columns(p, 790, 190, 15, "stone", -34, 18)
    out += path(
        "M-480-196Q-430-220-330-330H330Q430-220 480-196Q360-214 160-206Q120-292 0-292T-160-206Q-360-214-480-196z",
        p("yellow"),
    )
    out += (
        path("M-160-206Q-120-292 0-292T160-206L124-206Q100-262 0-262T-124-206z", p("orange", -0.1))
        + block(220, 190, p("dark", 0.2), -34)
        + columns(p, 230, 220, 4, "cream", -34, 16)
    )
    out += lines(
        (((x * 0.72, -328), (x * 0.98, -216 - max(0, 130 - abs(x)) * 0.6)) for x in range(-440, 441, 55)),
        p("gold", -0.12),
        3.4,
    )
    return out + rect(-340, -342, 680, 18, p("gold", -0.1), 6)


def historyhall(p: Pen) -> str:
    """Red columns, green tiles, two storeys, beside the lotus; about 640 wide."""
    out = (
        block(680, 30, p("stone"))
        + block(560, 150, p("cream"), -28)
        + arches([(-200 + 100 * i, -28) for i in range(5)], 66, 118, p.pane)
        + columns(p, 560, 150, 6, "red", -28, 18)
    )
    out += (
        roof(p, 680, -166, 66, "jade", 26, 0.36)
        + block(400, 110, p("cream"), -220)
        + boxes([(-176 + 74 * i, -310) for i in range(5)], 52, 76, p.pane)
        + columns(p, 396, 110, 6, "red", -220, 14)
    )
    return (
        out
        + rect(-210, -256, 420, 8, p("red", -0.2))
        + roof(p, 520, -322, 96, "jade", 30, 0.2, tails=False)
        + roof(p, 200, -400, 60, "jade", 18, 0.1)
    )


def pumphouse(p: Pen) -> str:
    """A colonnade that bends towards the ends, domed pavilions; about 860 wide."""
    out = path("M-400-8Q0 62 400-8V-190Q0-120-400-190z", p("slate", 0.1)) + arches(
        [(-330 + 110 * i, 20 - abs(i - 3) * 8) for i in range(7)], 70, 140, p.pane
    )
    column = rect(-9, -190, 18, 184, p("cream")) + boxes([(-14, -18), (-14, -192)], 28, 14, p("white"))
    out += "".join(placed(column, 66 * i, 28 - 0.92 * i * i) for i in range(-5, 6))
    out += stroke("M-400-190Q0-120 400-190", p("white"), 30) + stroke("M-400-176Q0-106 400-176", p("stone"), 5)
    end = (
        block(150, 200, p("cream"))
        + arches([(0, 0)], 66, 134, p("white"))
        + arches([(0, 0)], 52, 124, p("dark", 0.16))
        + block(176, 20, p("white"), -196)
    )
    end += (
        path("M-66-214a66 74 0 0 1 132 0z", p("copper", -0.1))
        + path("M10-286a66 74 0 0 1 56 72h-40z", p("copper", -0.25))
        + rect(-8, -312, 16, 30, p("cream"))
    )
    return out + placed(end, -400, 0) + placed(end, 400, 0)


def greatdome(p: Pen) -> str:
    """A round hall with three stepped roofs; about 620 wide."""
    storey = (
        block(560, 110, p("cream"))
        + boxes([(-240 + 67 * i, -96) for i in range(8)], 36, 84, p.pane)
        + columns(p, 548, 110, 9, "red", 0, 14)
        + roof(p, 690, -96, 96, "jade", 30, 0.3, tails=False)
    )
    top = (
        placed(storey, 0, -160, 0.7)
        + placed(storey, 0, -270, 0.46)
        + path("M-100-356Q-30-372 0-450Q30-372 100-356Q0-346-100-356z", p("jade"))
    )
    return (
        block(700, 34, p("stone"))
        + placed(storey, 0, -30)
        + top
        + circle(0, -456, 13, p("gold"))
        + rect(-4, -490, 8, 30, p("gold"))
    )


def monument(p: Pen) -> str:
    """A slim spire over three tilted cubes in a pool."""
    out = path("M-10 0L-6-520h12L14 0z", p("steel", 0.3)) + path("M2 0L2-520h4L14 0z", p("steel", -0.1))
    for x, y, s in ((-70, -96, 90), (66, -110, 96), (0, -176, 80)):
        out += area([(x, y - s * 0.7), (x + s * 0.75, y), (x, y + s * 0.7), (x - s * 0.75, y)], p("stone", 0.1)) + area(
            [(x, y - s * 0.7), (x + s * 0.75, y), (x, y + s * 0.7)], p("stone", -0.2)
        )
    return (
        oval(0, 6, 210, 34, p("water", -0.1))
        + oval(0, 2, 190, 26, p("water", 0.2))
        + out
        + lines([((-4, -300), (-2, -500))], p("white"), 3)
    )
