"""The site's own drawings."""

from __future__ import annotations

from daytrip.drawing.land import flowing
from daytrip.drawing.moods import Dice, Pen
from daytrip.drawing.people import cyclist
from daytrip.drawing.plants import bush, cherry, reeds, tree
from daytrip.drawing.svg import Point, circle, document, fade, path, placed, rect, stroke
from daytrip.drawing.temples import temple
from daytrip.drawing.things import birds
from daytrip.drawing.town import ferry, skyline, tower

WIDE, HIGH = 2560, 900


def hero() -> str:
    """The river, the town, the mountains. What matters stands in the middle third, which a phone shows."""
    p = Pen("morning", Dice("hero"))
    air = fade("a", [(0, p("sky"), 1), (0.7, p("glow"), 1)]) + fade(
        "b", [(0, p.blend("water", "glow", 0.4), 1), (1, p("water", -0.12), 1)]
    )
    out = (
        air
        + rect(0, 0, WIDE, HIGH, "url(#a)")
        + circle(1520, 250, 160, p("sun"), 0.3)
        + circle(1520, 250, 105, p("sun"), 0.35)
        + circle(1520, 250, 62, p("sun"))
    )
    puff = path(
        "M0 0h210a34 34 0 0 0-20-62a58 58 0 0 0-104-24a44 44 0 0 0-72 30a30 30 0 0 0-14 56z", p("glow", 0.6), 0.8
    )
    out += "".join(
        placed(puff, x, y, s) for x, y, s in ((260, 230, 1.2), (860, 180, 0.8), (1740, 190, 1), (2200, 290, 1.3))
    )
    for y, rise, depth in ((470, 230, 0.0), (530, 160, 0.18)):
        points: list[Point] = [
            (-100, y),
            *((x, y - p.dice.between(0.1, 1) * rise) for x in range(-100, WIDE + 200, 190)),
            (WIDE + 100, y),
        ]
        out += path(f"M-100 {HIGH}{flowing(points)}V{HIGH}z", p.blend("far", "near", depth))
    out += "".join(
        placed(skyline(p, look), x, 600, s)
        for x, s, look in ((500, 0.9, "far"), (1500, 1.05, "far"), (2300, 0.9, "far"))
    )
    out += placed(skyline(p), 1180, 606, 0.6) + placed(tower(p), 1390, 610, 0.72) + placed(birds(p), 1130, 250, 1)
    out += path(f"M0 {HIGH}V610" + "a44 34 0 0 1 80 0" * 32 + f"V{HIGH}z", p("deep", 0.12)) + rect(
        0, 622, WIDE, 278, "url(#b)"
    )
    ripples = "".join(
        f"M{p.dice.between(0, WIDE):.0f} {p.dice.between(640, 800):.0f}h{p.dice.between(50, 170):.0f}"
        for _ in range(26)
    )
    out += (
        stroke(ripples, p("glow", 0.4), 4, 0.5) + placed(ferry(p), 960, 700, 0.62) + placed(temple(p), 400, 640, 0.62)
    )
    out += path(f"M0 790Q640 700 1280 800T{WIDE} 770V{HIGH}H0z", p("ground")) + path(
        f"M0 850Q640 770 1280 850T{WIDE} 830V{HIGH}H0z", p("stone", 0.25)
    )
    riders = placed(cyclist(p), 1360, 846, 0.62) + placed(cyclist(p, "azure"), 1190, 838, 0.56)
    plants = (
        "".join(placed(cherry(p), x, y, s) for x, y, s in ((110, 800, 1.5), (1950, 810, 1.5)))
        + placed(tree(p), 640, 780, 1.1)
        + placed(tree(p), 2330, 800, 1.6)
    )
    return document(
        out + plants + placed(bush(p, "rose"), 790, 800, 0.9) + placed(reeds(p), 1640, 830, 0.8) + riders,
        WIDE,
        HIGH,
        "xMidYMax slice",
    )


def favicon() -> str:
    """A sun behind two hills and a path: read at 16 pixels."""
    p = Pen("noon", Dice("favicon"))
    out = rect(0, 0, 64, 64, p("azure", 0.1), 15) + circle(42, 22, 10, p("lamp"))
    out += path("M0 49Q11 23 23 23Q35 23 48 56L40 64H15A15 15 0 0 1 0 49z", p("jade"))
    out += path("M20 64Q32 36 45 36Q56 36 64 47V49A15 15 0 0 1 49 64z", p("jade", -0.3))
    return document(out + path("M30 64Q27 55 36 50Q40 47 38 43Q46 48 42 53Q38 57 42 64z", p("cream")), 64, 64)
