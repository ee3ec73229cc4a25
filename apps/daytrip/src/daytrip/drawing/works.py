"""Brick works, streets and stages."""

from __future__ import annotations

from daytrip.drawing.moods import Pen
from daytrip.drawing.offerings import lantern
from daytrip.drawing.svg import arches, area, block, boxes, circle, dots, oval, path, placed, rect, stroke


def warehouse(p: Pen, ivy: str = "ivy") -> str:
    """Three brick gables, a tall chimney, ivy; about 780 wide."""
    chimney = (
        area([(250, 0), (264, -520), (308, -520), (322, 0)], p("brick", -0.18))
        + rect(256, -532, 60, 20, p("brick", -0.3))
        + boxes([(262, -470), (260, -380), (258, -290)], 52, 10, p("cream"))
    )
    out = chimney
    for i, x in enumerate((-260, 0, 260)):
        gable = area([(-132, 0), (-132, -180), (0, -262), (132, -180), (132, 0)], p("brick", -0.05 * i)) + stroke(
            "M-140-180L0-268L140-180", p("slate", -0.2), 15
        )
        gable += (
            arches([(0, 0)], 92, 140, p("dark", 0.12))
            + boxes([(-104, -120), (68, -120)], 36, 54, p.pane)
            + circle(0, -204, 21, p("cream"))
            + circle(0, -204, 14, p.pane)
        )
        out += placed(gable, x, 0)
    if ivy == "ivy":
        out += dots(
            [(p.dice.between(-392, -300), -p.dice.between(0, 210)) for _ in range(26)]
            + [(p.dice.between(-170, -80), -p.dice.between(70, 200)) for _ in range(16)],
            17,
            p("deep"),
        ) + dots([(p.dice.between(-390, -310), -p.dice.between(0, 200)) for _ in range(22)], 12, p("leaf"))
    return out + block(860, 12, p("stone"))


def brewery(p: Pen) -> str:
    """A brick works with copper domes behind glass and steel tanks; about 760 wide."""
    tanks = "".join(
        block(96, 330, p("steel", 0.2), 0, x, 40)
        + rect(x + 14, -322, 20, 316, p("steel", -0.12))
        + stroke(f"M{x - 48}-110h96M{x - 48}-220h96", p("steel", -0.2), 4)
        for x in (210, 312, 414)
    )
    out = (
        tanks
        + block(520, 250, p("brick"), 0, -140)
        + boxes([(-390, -264)], 520, 20, p("cream"))
        + boxes([(-376 + 128 * i, -226) for i in range(4)], 100, 150, p("glass", 0.25) if not p.dark else p("lamp"))
    )
    out += "".join(
        path(f"M{x - 40}-90a40 56 0 0 1 80 0z", p("copper"))
        + path(f"M{x + 6}-145a40 56 0 0 1 34 55h-22z", p("copper", -0.2))
        + rect(x - 6, -190, 12, 50, p("copper", 0.1))
        for x in (-326, -198, -70, 58)
    )
    out += boxes([(-376 + 128 * i, -94) for i in range(4)], 100, 18, p("cream")) + boxes(
        [(-360 + 64 * i, -58) for i in range(7)], 38, 58, p.pane
    )
    return (
        out
        + area([(60, -250), (70, -460), (116, -460), (126, -250)], p("brick", -0.15))
        + rect(64, -474, 58, 18, p("cream"))
        + block(960, 12, p("stone"))
    )


def factory(p: Pen) -> str:
    """A long low modern works of the thirties with a round corner; about 900 wide."""
    out = path("M-450 0v-180h760a90 90 0 0 1 90 90V0z", p("straw", 0.15)) + rect(-456, -192, 790, 16, p("wood", 0.1))
    for y in (-150, -72):
        out += boxes([(-424 + 62 * i, y) for i in range(12)], 44, 52, p("white")) + boxes(
            [(-419 + 62 * i, y + 5) for i in range(12)], 34, 42, p.pane
        )
    out += (
        block(120, 250, p("straw"), 0, -40)
        + arches([(-40, 0)], 70, 110, p("timber"))
        + boxes([(-74, -226), (-30, -226)], 26, 66, p.pane)
        + rect(-106, -262, 132, 14, p("wood", 0.1))
    )
    return (
        out
        + area([(210, -180), (222, -420), (262, -420), (274, -180)], p("brick", -0.05))
        + rect(214, -432, 56, 16, p("cream"))
        + block(940, 10, p("stone"))
    )


def oldstreet(p: Pen, look: str = "brick") -> str:
    """Shophouse fronts over an arcade, each with its own gable; about 1000 wide."""
    front = (
        rect(-96, -306, 192, 12, p("white", -0.05))
        + rect(-96, -150, 192, 12, p("white", -0.05))
        + circle(0, -330, 13, p("white"))
    )
    front += arches([(-54, -182), (0, -182), (54, -182)], 40, 88, p("white")) + arches(
        [(-54, -182), (0, -182), (54, -182)], 28, 78, p.pane
    )
    front += arches([(0, 0)], 140, 132, p("dark", 0.05)) + arches(
        [(24, 0)], 82, 100, p("lamp", -0.1) if p.dark else p("wood", -0.25)
    )
    walls = (
        ("brick", "brick2", "brick", "brick2", "brick")
        if look == "brick"
        else ("cream", "brick", "mint", "stone", "pink")
    )
    tops = (
        "q50 0 50-46q46-34 92 0q0 46 50 46", "v-40h40v-30h112v30h40v40", "l96-72l96 72",
        "q20-80 96-80t96 80", "v-30h60l36-44l36 44h60v30",
    )  # fmt: skip
    out = ""
    for i, (wall, top) in enumerate(zip(walls, tops, strict=True)):
        x = -400 + 200 * i
        out += path(f"M{x - 96} 0v-300{top}V0z", p(wall, -0.05 * (i % 2))) + placed(front, x, 0)
    return out + "".join(lantern(p, x, -96, 0.6) for x in (-300, -100, 100, 300))


def stage(p: Pen) -> str:
    """A shell for music; about 520 wide."""
    shell = (
        path("M-260 0a260 250 0 0 1 520 0z", p("cream"))
        + path("M-210 0a210 200 0 0 1 420 0z", p("straw"))
        + path("M-160 0a160 150 0 0 1 320 0z", p("wood", 0.2))
        + path("M-110 0a110 100 0 0 1 220 0z", p("wood", -0.1))
    )
    return shell + block(580, 26, p("stone")) + oval(0, -30, 130, 8, p("wood", 0.3))
