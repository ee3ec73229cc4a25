"""Halls with curved roofs, and what stands before them."""

from __future__ import annotations

from daytrip.drawing.moods import Pen
from daytrip.drawing.offerings import lantern
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
    shape = f"M{numbers([(-a, y - lift)])}Q{numbers([(-a * 0.6, y), (0, y)])}T{numbers([(a, y - lift)])}"
    shape += f"Q{numbers([(w * ridge * 1.1, y - h * 0.35), (w * ridge, top)])}H{number(-w * ridge)}"
    shape += f"Q{numbers([(-w * ridge * 1.1, y - h * 0.35), (-a, y - lift)])}z"
    n = max(5, int(w / 56))
    grooves = lines(
        (
            ((w * ridge * t * 0.94, top + 3), (a * 0.9 * t, y - 3 - lift * 0.75 * t * t))
            for t in (-1 + 2 * i / n for i in range(n + 1))
        ),
        p(tile, -0.18),
        3.4,
    )
    eave = stroke(
        f"M{numbers([(-a, y - lift)])}Q{numbers([(-a * 0.6, y), (0, y)])}T{numbers([(a, y - lift)])}", p(tile, -0.35), 6
    )
    r, up = w * ridge, h * 0.32 if tails else 4
    left, right = (-r - h * 0.22, top - up), (r + h * 0.22, top - up)
    crest = f"M{numbers([left])}Q{numbers([(-r * 0.8, top), (0, top)])}T{numbers([right])}"
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


def pagodahall(p: Pen, tile: str = "orange", wall: str = "red", tiers: str = "4") -> str:
    """A hall of many storeys."""
    light = p("lamp") if p.dark else p("dark", 0.1)
    out = (
        steps(p, 560, 30)
        + block(340, 120, p(wall, -0.1), -28)
        + columns(p, 320, 112, 6, "stone", -28, 12)
        + arches([(-66, -28), (66, -28), (0, -28)], 46, 82, light)
    )
    out += roof(p, 470, -128, 56, tile, 26, 0.34)
    storey = (
        block(340, 78, p(wall), 0)
        + columns(p, 320, 72, 6, "gold", 0, 10)
        + arches([(-64, 0), (64, 0), (0, 0)], 34, 54, light)
        + roof(p, 470, -60, 62, tile, 28, 0.34)
    )
    y, size = -180.0, 0.82
    for _ in range(int(tiers) - 1):
        out += placed(storey, 0, y, size)
        y -= 114 * size
        size *= 0.82
    return out + placed(dragons(p, 50, 0, "jade"), 0, y - 6, size * 1.25)


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
