"""Rooms, and what fills them."""

from __future__ import annotations

from daytrip.drawing.moods import Pen
from daytrip.drawing.svg import (
    arches,
    area,
    block,
    boxes,
    circle,
    dots,
    fade,
    lines,
    number,
    oval,
    path,
    placed,
    rect,
    stroke,
)


def room(p: Pen, wall: str = "cream", floor: str = "wood") -> str:
    """A hall under soft light, 1200 by 800, from its own 0, 0 at the upper left."""
    shine = fade("r", [(0, p("white"), 0.5), (1, p("white"), 0)])
    beams = area([(380, 0), (480, 0), (560, 620), (160, 620)], "url(#r)", 0.5) + area(
        [(720, 0), (820, 0), (1040, 620), (640, 620)], "url(#r)", 0.5
    )
    boards = lines((((600 + k * 70, 610), (600 + k * 170, 800)) for k in range(-9, 10)), p(floor, -0.12), 3, 0.7)
    return (
        shine
        + rect(0, 0, 1200, 620, p(wall))
        + rect(0, 0, 1200, 46, p(wall, -0.2))
        + beams
        + rect(0, 606, 1200, 194, p(floor, 0.1))
        + boards
        + rect(0, 596, 1200, 14, p(wall, -0.16))
    )


def plinth(p: Pen) -> str:
    return (
        oval(0, 4, 150, 16, p("dark"), 0.2)
        + block(220, 150, p("white"))
        + rect(60, -150, 50, 150, p("stone"))
        + block(250, 18, p("white", 0.2), -148)
    )


def scroll(p: Pen) -> str:
    """A hanging landscape painting, its top at 0."""
    paper = rect(-90, 0, 180, 380, p("straw", 0.2)) + rect(-72, 40, 144, 290, p("paper"))
    hills = (
        path("M-72 230q30-120 50-60q30-130 60 10q20-40 34 50v100h-144z", p("slate", 0.35))
        + path("M-72 290q60-60 144-10v50h-144z", p("slate", 0.1))
        + circle(36, 84, 14, p("red"))
    )
    return (
        stroke("M0-40L-80 0M0-40L80 0", p("dark"), 3)
        + paper
        + hills
        + rect(-104, -8, 208, 14, p("timber"))
        + rect(-104, 374, 208, 16, p("timber"))
    )


def frame(p: Pen, look: str = "hills") -> str:
    """A framed picture, 300 by 230, its upper edge at 0."""
    out = rect(-150, 0, 300, 230, p("timber")) + rect(-136, 14, 272, 202, p("paper"))
    if look == "hills":
        return (
            out
            + circle(50, 76, 28, p("orange"))
            + path("M-136 160q60-90 120-20q60-60 152 10v66h-272z", p("jade"))
            + path("M-136 190q100-50 272-4v30h-272z", p("sea"))
        )
    if look == "forms":
        return (
            out
            + circle(-40, 110, 62, p("red"))
            + rect(0, 60, 96, 110, p("azure"), opacity=0.85)
            + area([(-110, 190), (10, 190), (-50, 100)], p("yellow"))
        )
    return out + "".join(
        rect(-120 + 42 * i, 30 + 12 * (i % 3), 28, 170 - 24 * (i % 3), p(c))
        for i, c in enumerate(("rose", "gold", "jade", "azure", "violet", "orange"))
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
        + circle(200, -400, 56, p("white"))
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
    rim = f'<circle cx="-150" cy="-170" r="140" fill="none" stroke="{p("jade", -0.3)}" stroke-width="26"/>'
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


def romanbath(p: Pen) -> str:
    """A long bath among arches under stained glass; 1200 wide, its floor at 0."""
    out = (
        block(1240, 480, p("cream", -0.1), -60)
        + arches([(-440 + 220 * i, -60) for i in range(5)], 150, 350, p("white"))
        + arches([(-440 + 220 * i, -90) for i in range(5)], 116, 290, p("glass", -0.2))
    )
    for i in range(5):
        out += "".join(
            boxes([(-480 + 220 * i + dx, -180 - dy)], 34, 60, p(c))
            for dx, dy, c in ((0, 0, "jade"), (44, 0, "gold"), (0, 70, "azure"), (44, 70, "rose"))
        )
    out += boxes([(-570 + 220 * i, -420) for i in range(6)], 36, 370, p("stone", 0.1)) + boxes(
        [(-580 + 220 * i, -430) for i in range(6)], 56, 24, p("white")
    )
    return (
        out
        + area([(-560, -60), (560, -60), (660, 120), (-660, 120)], p("stone"))
        + area([(-470, -34), (470, -34), (560, 120), (-560, 120)], p("mint", -0.05))
        + stroke("M-300 10h140M60 30h160M-60 70h200M260 80h120", p("white"), 6, 0.6)
    )


def tatami(p: Pen) -> str:
    """Mats and sliding doors open to a garden; 1200 by 800 from 0, 0 at the upper left."""
    out = (
        rect(0, 0, 1200, 800, p("leaf", 0.25))
        + dots([(250, 330), (330, 260), (880, 300), (960, 240), (600, 330)], 90, p("leaf"))
        + dots([(300, 420), (940, 400), (700, 430), (480, 440)], 80, p("deep"))
        + rect(0, 430, 1200, 60, p("ground", 0.2))
    )
    doors = (
        rect(0, 0, 1200, 120, p("timber"))
        + rect(0, 0, 1200, 96, p("paper", -0.06))
        + rect(0, 110, 210, 400, p("paper"))
        + rect(990, 110, 210, 400, p("paper"))
    )
    bars = stroke(
        "M70 110v400M140 110v400M0 210h210M0 310h210M0 410h210M1060 110v400M1130 110v400M990 210h210M990 310h210M990 410h210",
        p("timber"),
        5,
    ) + stroke("M210 104v410M990 104v410", p("timber"), 16)
    mats = rect(0, 500, 1200, 300, p("straw", 0.05)) + stroke(
        "M0 506H1200M0 630H1200M400 506L240 800M800 506L960 800", p("jade", -0.3), 10
    )
    return out + doors + bars + mats
