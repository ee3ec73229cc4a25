"""Large things that a room is made for."""

from __future__ import annotations

from daytrip.drawing.moods import Pen
from daytrip.drawing.svg import (
    arches,
    area,
    block,
    boxes,
    circle,
    dots,
    lines,
    oval,
    path,
    placed,
    rect,
    ring,
    stroke,
)


def furnace(p: Pen) -> str:
    """A glowing glass furnace and a bubble on its pipe; 520 wide."""
    out = (
        path("M-260 0v-240a150 150 0 0 1 300 0V0z", p("brick", -0.25))
        + circle(-110, -170, 120, p("lamp"), 0.25)
        + circle(-110, -170, 74, p("orange"))
        + circle(-110, -170, 48, p("lamp"))
    )
    return (
        out
        + stroke("M-90-168L330-40", p("steel", 0.2), 13)
        + oval(20, -134, 66, 46, p("orange", 0.3), 0.9)
        + oval(4, -148, 22, 14, p("white"), 0.7)
    )


def dollhouse(p: Pen) -> str:
    """A doll's house, open to the front; 560 wide."""
    out = (
        block(540, 440, p("cream", -0.06))
        + area([(-300, -430), (300, -430), (0, -620)], p("brick2"))
        + rect(90, -600, 54, 120, p("brick"))
        + arches([(0, -440)], 90, 100, p("lamp"))
    )
    for x, y, wall in ((-258, -424, "rose"), (8, -424, "mint"), (-258, -212, "yellow"), (8, -212, "glass")):
        out += rect(x, y, 250, 198, p(wall, 0.25)) + rect(x, y + 168, 250, 30, p("wood", 0.1))
    out += (
        path("M-230-262v-60h30v30h130v30z", p("azure"))
        + rect(-190, -312, 60, 24, p("white"), 8)
        + block(16, 70, p("wood"), -256, -50)
        + area([(-86, -324), (-14, -324), (-34, -372), (-66, -372)], p("lamp"))
    )
    out += (
        boxes([(40, -380)], 70, 80, p("azure", 0.4))
        + stroke("M75-380v80M40-340h70", p("white"), 5)
        + rect(150, -330, 80, 74, p("wood", -0.1))
        + rect(160, -390, 60, 60, p("gold", 0.3), 30)
    )
    out += (
        rect(-200, -100, 130, 10, p("timber"))
        + boxes([(-190, -90), (-90, -90)], 10, 46, p("timber"))
        + circle(-134, -118, 17, p("rose"))
        + stroke("M-134-212v50", p("dark"), 4)
        + area([(-164, -150), (-104, -150), (-120, -174), (-148, -174)], p("lamp"))
    )
    return (
        out
        + arches([(133, -44)], 90, 110, p("brick2", -0.1))
        + path("M110-44q24-70 46 0z", p("orange"))
        + rect(70, -170, 126, 14, p("timber"))
        + lines([((-270, -216), (270, -216)), ((0, -440), (0, 0))], p("white"), 12)
        + block(620, 16, p("wood"))
    )


def citymodel(p: Pen) -> str:
    """A relief model of the town on a table, 760 wide."""
    top = area([(-280, -150), (280, -150), (400, -40), (-400, -40)], p("leaf", 0.2)) + path(
        "M-120-150q60 40-40 60t20 50h90q-120-20-20-60t0-50z", p("water")
    )
    blocks = ""
    for i in range(15):
        x, y = -220 + (i % 5) * 105 + p.dice.between(-12, 12) + (i // 5) * 10, -122 + (i // 5) * 32
        if abs(x + 60) > 60:
            blocks += block(40, p.dice.between(30, 90), p("white"), y, x) + block(14, 30, p("stone"), y, x + 13)
    return (
        top
        + blocks
        + placed(area([(-12, 0), (-9, -150), (0, -180), (9, -150), (12, 0)], p("jade")), 200, -70)
        + block(800, 40, p("timber"))
        + boxes([(-340, 0), (310, 0)], 36, 120, p("timber", -0.2))
    )


def citygate(p: Pen) -> str:
    """An old city gate of brick under one roof, 420 wide."""
    out = (
        area([(-200, 0), (-180, -190), (180, -190), (200, 0)], p("stone", -0.1))
        + arches([(0, 0)], 100, 130, p("dark"))
        + block(300, 110, p("brick"), -186)
        + boxes([(-100, -270), (60, -270)], 40, 46, p("dark"))
        + circle(0, -246, 24, p("dark"))
    )
    return (
        out
        + path("M-220-290Q-130-300-90-370H90Q130-300 220-290Q100-280 0-280T-220-290z", p("orange", -0.15))
        + rect(-100, -380, 200, 14, p("brick2"))
    )


def screen(p: Pen) -> str:
    """Rows of seats before a lit screen, 900 wide."""
    out = (
        rect(-440, -520, 880, 360, p("timber", -0.3))
        + rect(-420, -504, 840, 328, p("lamp"))
        + circle(200, -400, 56, p("orange"))
        + path("M-420-240q200-170 400-40q200-120 440 20v84h-840z", p("copper"))
        + path("M-420-210q300-70 840 6v28h-840z", p("brick2"))
    )
    return out + "".join(
        path(f"M{x - 50} {y + 130}v-90a50 44 0 0 1 100 0v90z", p("red", -0.1 - 0.14 * (y > 0)))
        for y in (-110, 0)
        for x in range(-480 + (60 if y else 0), 490, 120)
    )


def pump(p: Pen) -> str:
    """An old pump: a flywheel, a bent pipe; 620 wide."""
    rim = ring(-150, -170, 140, p("jade", -0.3), 26)
    spokes = lines(
        (
            ((-150, -170), (-150 + dx, -170 + dy))
            for dx, dy in ((130, 0), (65, 112), (-65, 112), (-130, 0), (-65, -112), (65, -112))
        ),
        p("jade", -0.2),
        13,
    )
    body = (
        rect(-40, -190, 260, 130, p("jade", -0.2), 30)
        + rect(-20, -176, 220, 18, p("jade", 0.1), 9)
        + stroke("M200-130h70q40 0 40-50V-330", p("copper"), 44)
        + stroke("M170-130v-180", p("steel"), 14)
    )
    return (
        rim
        + spokes
        + circle(-150, -170, 28, p("copper"))
        + body
        + block(660, 60, p("brick2"))
        + circle(170, -330, 40, p("white"))
        + stroke("M170-330l18-18", p("red"), 6)
        + dots([(0, -96), (60, -96), (120, -96)], 10, p("gold"))
    )
