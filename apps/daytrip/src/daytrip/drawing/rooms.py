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
    oval,
    path,
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


def romanbath(p: Pen) -> str:
    """A long bath among arches under stained glass; 1200 wide, its floor at 0."""
    out = (
        block(1240, 760, p("cream", -0.1), -60)
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
        "M70 110v400M140 110v400M0 210h210M0 310h210M0 410h210"
        "M1060 110v400M1130 110v400M990 210h210M990 310h210M990 410h210",
        p("timber"),
        5,
    ) + stroke("M210 104v410M990 104v410", p("timber"), 16)
    mats = rect(0, 500, 1200, 300, p("straw", 0.05)) + stroke(
        "M0 506H1200M0 630H1200M400 506L240 800M800 506L960 800", p("jade", -0.3), 10
    )
    return out + doors + bars + mats
