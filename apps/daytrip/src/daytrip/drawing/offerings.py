"""What stands before a temple, and hangs in it."""

from __future__ import annotations

from daytrip.drawing.moods import Pen
from daytrip.drawing.svg import (
    block,
    circle,
    dots,
    lines,
    oval,
    path,
    placed,
    rect,
    stroke,
)


def lantern(p: Pen, x: float, y: float, s: float = 1) -> str:
    shell = (
        oval(0, 0, 30, 26, p("red"))
        + oval(0, 0, 14, 26, p("red", 0.2))
        + rect(-12, -30, 24, 7, p("gold"))
        + rect(-12, 23, 24, 7, p("gold"))
    )
    return placed(
        stroke("M0-30v-26M0 30v24", p("gold"), 3) + (circle(0, 0, 60, p("lamp"), 0.18) if p.dark else "") + shell,
        x,
        y,
        s,
    )


def lanterns(p: Pen) -> str:
    """A string of them across the picture, 1200 wide, hanging from 0, 0 down."""
    cord = stroke("M-620-40Q0 130 620-40", p("dark"), 4)
    return cord + "".join(lantern(p, x, 88 - abs(x) ** 1.9 / 1500, 1.15) for x in range(-480, 481, 160))


def burner(p: Pen) -> str:
    """A bronze incense burner, smoking."""
    legs = path("M-70 0l14-70h24l-8 70zM70 0l-14-70h-24l8 70z", p("copper", -0.35))
    bowl = path("M-110-150h220q4 96-110 96t-110-96z", p("copper", -0.15)) + rect(
        -122, -168, 244, 22, p("copper", 0.1), 8
    )
    ears = stroke("M-112-160q-34-40 6-66M112-160q34-40-6-66", p("copper", -0.2), 14)
    smoke = stroke("M-40-190q-40-60 0-110t-6-120M36-190q40-70 0-130t10-90M0-180q-16-50 8-90", p("white"), 13, 0.42)
    sticks = lines([((-40, -168), (-46, -230)), ((0, -168), (2, -250)), ((36, -168), (44, -224))], p("red"), 5)
    return legs + ears + bowl + dots([(-60 + 40 * i, -116) for i in range(4)], 11, p("copper", 0.25)) + sticks + smoke


def lion(p: Pen) -> str:
    """A stone lion on its plinth."""
    plinth = block(150, 80, p("stone", -0.12)) + block(170, 18, p("stone"), -80)
    body = path("M-56-98q-8-90 30-110q-26-60 26-78q66-8 66 50q0 30-20 40q20 40 12 98z", p("stone", 0.22))
    mane = dots([(-16, -250), (-30, -222), (-22, -194), (6, -178), (2, -272)], 19, p("stone", -0.06))
    face = (
        circle(26, -246, 7, p("dark"))
        + stroke("M34-216q18 6 30-6", p("dark"), 5)
        + oval(56, -236, 13, 10, p("stone", -0.1))
    )
    return (
        plinth
        + body
        + mane
        + face
        + circle(44, -112, 22, p("stone", -0.02))
        + stroke("M-50-110q-44-20-20-70", p("stone", 0.2), 16)
    )


def dragonpillar(p: Pen) -> str:
    """A stone column with a dragon around it, 560 high."""
    shaft = (
        block(110, 560, p("stone"))
        + rect(20, -560, 35, 560, p("stone", -0.15))
        + block(150, 40, p("stone", -0.1))
        + block(150, 34, p("stone", -0.1), -530)
    )
    coil = stroke("M-58-110Q70-130 58-200Q-80-240-56-310Q70-340 56-410Q-40-450-30-480", p("jade", 0.1), 38) + stroke(
        "M-58-110Q70-130 58-200Q-80-240-56-310Q70-340 56-410Q-40-450-30-480", p("gold"), 7
    )
    return (
        shaft
        + coil
        + path("M-60-470q-10-40 40-46q40 0 44 30l30-6q-6 34-50 36q-50 10-64-14z", p("jade", -0.1))
        + circle(-6, -494, 6, p("lamp"))
    )
