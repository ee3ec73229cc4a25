"""Halls with curved roofs, and what stands before them."""

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
    number,
    numbers,
    oval,
    path,
    placed,
    rect,
    stroke,
)


def roof(
    p: Pen, w: float, y: float, h: float, tile: str, lift: float = 22, ridge: float = 0.3, tails: bool = True
) -> str:
    """A tiled roof whose eave hangs at y; `ridge` is half the ridge's length as a share of the width."""
    a, top = w / 2, y - h
    shape = f"M{numbers([(-a, y - lift)])}Q{numbers([(-a * 0.6, y), (0, y)])}Q{numbers([(a * 0.6, y), (a, y - lift)])}"
    shape += f"Q{numbers([(w * ridge * 1.1, y - h * 0.35), (w * ridge, top)])}H{number(-w * ridge)}Q{numbers([(-w * ridge * 1.1, y - h * 0.35), (-a, y - lift)])}z"
    n = max(5, int(w / 44))
    grooves = lines(
        (
            ((w * ridge * t * 0.94, top + 3), (a * 0.9 * t, y - 3 - lift * 0.75 * t * t))
            for t in (-1 + 2 * i / n for i in range(n + 1))
        ),
        p(tile, -0.18),
        3.4,
    )
    eave = stroke(
        f"M{numbers([(-a, y - lift)])}Q{numbers([(-a * 0.6, y), (0, y)])}Q{numbers([(a * 0.6, y), (a, y - lift)])}",
        p(tile, -0.35),
        6,
    )
    r, up = w * ridge, h * 0.32 if tails else 4
    crest = f"M{numbers([(-r - h * 0.22, top - up)])}Q{numbers([(-r * 0.8, top), (0, top)])}Q{numbers([(r * 0.8, top), (r + h * 0.22, top - up)])}"
    return path(shape, p(tile)) + grooves + eave + stroke(crest, p(tile, -0.3), 9 if w > 250 else 6)


def columns(p: Pen, w: float, h: float, n: int, colour: str, y: float = 0, thick: float = 14) -> str:
    return boxes([(-w / 2 + w * i / (n - 1) - thick / 2, y - h) for i in range(n)], thick, h, p(colour))


def steps(p: Pen, w: float, h: float) -> str:
    return (
        block(w, h, p("stone"))
        + block(w * 0.94, h, p("stone", 0.25), -h * 0.5)
        + rect(-w / 2, -2, w, 4, p("stone", -0.2))
    )


def dragons(p: Pen, w: float, y: float, colour: str) -> str:
    """A pair on the ridge, face to face across a pearl."""
    one = "q10-34 34-24q22 8 26-14q4-20 20-16q-2 12-8 14q4 40-38 40q-20-10-34 0z"
    pair = placed(path(f"M-70 0{one}", p(colour)), -w, y) + placed(path(f"M-70 0{one}", p(colour)), w, y, -1)
    return pair + circle(0, y - 34, 11, p("lamp")) + stroke(f"M0 {number(y)}v-22", p(colour), 5)


def temple(p: Pen, tile: str = "orange", wall: str = "red", trim: str = "jade") -> str:
    """A southern temple: three bays, swallowtail ridges, dragons; about 620 wide."""
    out = steps(p, 660, 34)
    for side in (-1, 1):
        wing = (
            block(190, 108, p(wall, -0.12), -30) + circle(0, -88, 26, p("stone")) + circle(0, -88, 18, p("dark", 0.1))
        )
        out += placed(wing + roof(p, 250, -128, 62, tile, 20), side * 230, 0)
    out += (
        block(330, 150, p(wall), -30)
        + arches([(0, -30)], 86, 118, p("dark"))
        + boxes([(-128, -140), (72, -140)], 56, 110, p("dark", 0.12))
    )
    out += (
        columns(p, 300, 150, 4, "stone", -30, 20)
        + rect(-170, -190, 340, 22, p(trim))
        + dots([(-110 + 44 * i, -179) for i in range(6)], 6, p("gold"))
    )
    out += (
        roof(p, 430, -184, 78, tile, 28) + block(220, 50, p(wall, -0.2), -250) + rect(-110, -286, 220, 10, p(trim, 0.1))
    )
    return (
        out
        + roof(p, 320, -280, 66, tile, 26)
        + dragons(p, 62, -346, trim)
        + "".join(lantern(p, x, -128, 0.55) for x in (-52, 52))
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


def pagodahall(p: Pen, tile: str = "orange", wall: str = "red", tiers: str = "4") -> str:
    """A hall of many storeys."""
    out, y, w = steps(p, 560, 30), -28.0, 470.0
    for i in range(int(tiers)):
        h = 112 if i == 0 else 62
        out += block(w * 0.72, h + 8, p(wall, -0.06 * i), y) + columns(
            p, w * 0.68, h, 6, "gold" if i else "stone", y, 10
        )
        out += arches(
            [(-w * 0.14, y), (w * 0.14, y), (0, y)],
            46 if i == 0 else 24,
            h * 0.72,
            p("lamp") if p.dark else p("dark", 0.1),
        )
        y -= h
        out += roof(p, w, y + 14, 54, tile, 26, 0.34)
        y -= 34
        w *= 0.8
    return out + dragons(p, 44, y - 4, "jade")


def palace(p: Pen, tile: str = "gold", wall: str = "red", base: str = "white") -> str:
    """A northern palace hall with a double roof on a white terrace; about 760 wide."""
    out = (
        block(820, 40, p(base, -0.1))
        + block(740, 76, p(base))
        + boxes([(-350 + 50 * i, -72) for i in range(15)], 22, 16, p(base, -0.16))
    )
    out += area([(-50, 0), (50, 0), (34, -76), (-34, -76)], p("stone", 0.1)) + lines(
        (((-46 + i, -i * 4.6), (46 - i, -i * 4.6)) for i in range(0, 16, 3)), p("stone", -0.2), 3
    )
    out += block(600, 130, p(wall, -0.15), -76) + boxes(
        [(-268 + 76 * i, -176) for i in range(8)], 44, 100, p("lamp") if p.dark else p("dark", 0.14)
    )
    out += (
        columns(p, 590, 130, 9, wall, -76, 18)
        + rect(-306, -214, 612, 18, p("jade"))
        + dots([(-270 + 60 * i, -205) for i in range(10)], 5, p("gold", 0.3))
    )
    out += (
        roof(p, 720, -206, 72, tile, 30, 0.36) + block(440, 44, p(wall), -270) + rect(-220, -302, 440, 12, p("azure"))
    )
    return (
        out
        + roof(p, 560, -296, 104, tile, 30, 0.3, tails=False)
        + boxes([(-176, -420), (160, -420)], 16, 26, p(tile, -0.3))
    )


def gateway(p: Pen, tile: str = "azure", wall: str = "white") -> str:
    """A ceremonial gate of five arches; about 700 wide."""
    out = ""
    for x, w, h in ((-290, 120, 170), (290, 120, 170), (-165, 140, 215), (165, 140, 215), (0, 190, 260)):
        body = (
            block(w, h, p(wall))
            + arches([(0, 0)], w * 0.62, h * 0.66, p.blend("far", "near", 0.5) if not p.dark else p("near"))
            + rect(-w * 0.4, -h * 0.84, w * 0.8, 14, p("stone"))
        )
        out += placed(body + roof(p, w + 50, -h + 8, 44, tile, 16, 0.34), x, 0)
    return block(760, 18, p("stone")) + out


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
