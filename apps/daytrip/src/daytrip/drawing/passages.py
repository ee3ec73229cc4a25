"""Views along and through: arcades, corridors, tunnels, walks."""

from __future__ import annotations

from itertools import pairwise

from daytrip.drawing.moods import Pen
from daytrip.drawing.svg import (
    arches,
    area,
    boxes,
    circle,
    dots,
    lines,
    number,
    numbers,
    oval,
    path,
    placed,
    rect,
    stroke,
)


def arcade(p: Pen) -> str:
    """Under the arches of an old street, looking along it; 1200 wide."""
    out = (
        area([(-130, -300), (130, -300), (130, 0), (-130, 0)], p("lamp", 0.2))
        + dots([(-70, -120), (10, -150), (80, -120)], 50, p("leaf"))
        + area([(-130, 0), (130, 0), (600, 110), (-600, 110)], p("stone", -0.1))
    )
    for i, (x, w, h) in enumerate(((130, 70, 330), (210, 110, 440), (340, 180, 620))):
        for side in (-1, 1):
            a, b = side * x, side * (x + w)
            out += area(
                [(a, -h * 0.92), (b, -h * 1.16), (b, 20 + i * 26), (a, i * 22)], p("brick", -0.24 + 0.12 * i)
            ) + area(
                [
                    (a + side * w * 0.25, -h * 0.5),
                    (a + side * w * 0.75, -h * 0.56),
                    (a + side * w * 0.75, 6 + i * 22),
                    (a + side * w * 0.25, i * 22),
                ],
                p("timber", -0.2) if i % 2 else p("jade", -0.35),
            )
    for a, h, shade in ((150, 330, -0.3), (240, 440, -0.18), (380, 620, -0.06)):
        out += path(
            f"M{numbers([(-a, -h * 0.8)])}Q{numbers([(-a, -h * 1.08), (0, -h * 1.1)])}"
            f"Q{numbers([(a, -h * 1.08), (a, -h * 0.8)])}V{number(-h * 1.3)}H{number(-a)}z",
            p("brick", shade),
        )
    return out


def corridor(p: Pen) -> str:
    """A long gallery with windows down one side; 1200 wide."""
    out = (
        area([(-600, -700), (600, -700), (110, -330), (-110, -330)], p("straw", 0.3))
        + area([(-600, 100), (600, 100), (110, -90), (-110, -90)], p("copper", 0.2))
        + rect(-110, -330, 220, 240, p("leaf", 0.2))
        + rect(-60, -280, 120, 190, p("glass", 0.4))
        + stroke("M0-280v190M-60-190h120", p("timber"), 7)
    )
    xs = (120, 165, 230, 330, 480, 640)
    for a, b in pairwise(xs):
        m, n = a + (b - a) * 0.2, a + (b - a) * 0.8
        out += area(
            [(-m, -0.64 * m - 200), (-n, -0.66 * n - 200), (-n, 0.06 * n - 120), (-m, 0.06 * m - 120)], p("glass", 0.35)
        ) + area([(m, -0.5 * m - 200), (n, -0.52 * n - 200), (n, 0.3 * n - 118), (m, 0.3 * m - 118)], p("timber", 0.12))
        out += area(
            [(-n, 0.33 * n - 130), (-m, 0.33 * m - 130), (m * 0.2, 0.33 * m - 124), (n * 0.2, 0.33 * n - 124)],
            p("lamp"),
            0.4,
        )
    return out + placed(oval(0, -8, 60, 10, p("lamp")), 0, -420) + stroke("M0-700v268", p("dark"), 3)


def tunnel(p: Pen) -> str:
    """A passage of niches, lit, through a hill; 1200 wide."""
    out = rect(-600, -700, 1200, 800, p("slate", -0.25))
    for i, r in enumerate((560, 430, 320, 230, 160)):
        out += arches([(0, 100 - i * 36)], r * 2, r * 1.55, p("copper", -0.5 + 0.14 * i))
    out += (
        arches([(0, -56)], 200, 200, p("lamp"))
        + circle(0, -150, 52, p("white"))
        + area([(-100, -56), (100, -56), (420, 100), (-420, 100)], p("stone", -0.2))
        + area([(-50, -56), (50, -56), (160, 100), (-160, 100)], p("red", -0.1))
    )
    for x, y, s in ((-250, -30, 0.7), (250, -30, 0.7), (-400, 30, 1.1), (400, 30, 1.1)):
        niche = (
            arches([(0, 0)], 110, 220, p("dark"))
            + circle(0, -110, 52, p("lamp"), 0.35)
            + path("M-40 0q-6-80 40-96q46 16 40 96z", p("gold"))
            + circle(0, -112, 24, p("gold"))
            + circle(0, -138, 9, p("gold"))
        )
        out += placed(niche, x, y, s)
    return out


def beams(p: Pen) -> str:
    """Painted brackets under a ceiling; 1200 wide, hanging from 0."""
    out = (
        rect(-600, 0, 1200, 60, p("red", -0.15))
        + rect(-600, 60, 1200, 50, p("azure", -0.1))
        + rect(-600, 110, 1200, 14, p("gold"))
    )
    for x in range(-540, 541, 180):
        out += (
            area([(x - 60, 124), (x + 60, 124), (x + 34, 160), (x - 34, 160)], p("jade"))
            + area([(x - 30, 160), (x + 30, 160), (x + 14, 196), (x - 14, 196)], p("red"))
            + circle(x, 85, 19, p("gold"))
            + circle(x, 85, 11, p("red"))
        )
    return out + "".join(
        stroke(f"M{x - 60} 86q14-30 28 0t28 0t28 0t28 0", p("white"), 5, 0.8) for x in range(-450, 460, 180)
    )


def boardwalk(p: Pen) -> str:
    """A wooden walk with a rail across the front; 1240 wide."""
    return (
        boxes([(-560 + 160 * i, -150) for i in range(8)], 14, 120, p("timber", -0.1))
        + rect(-620, -150, 1240, 12, p("timber"))
        + rect(-620, -104, 1240, 8, p("timber"))
        + rect(-620, -40, 1240, 60, p("wood", -0.1))
        + boxes([(-600 + 60 * i, -40) for i in range(21)], 4, 60, p("timber"))
    )


def viaduct(p: Pen) -> str:
    """The elevated metro with its train, 1240 wide."""
    train = (
        rect(-330, -104, 560, 74, p("white"), 16)
        + rect(-330, -56, 560, 14, p("azure"))
        + boxes([(-304 + 66 * i, -92) for i in range(8)], 46, 30, p.pane)
        + lines([((-150, -102), (-150, -32)), ((40, -102), (40, -32))], p("steel"), 5)
    )
    return (
        boxes([(-500, 0), (-180, 0), (140, 0), (460, 0)], 46, 130, p("stone", -0.12))
        + rect(-620, -32, 1240, 44, p("stone"))
        + rect(-620, -38, 1240, 10, p("stone", 0.3))
        + train
    )
