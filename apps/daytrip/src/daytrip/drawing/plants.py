"""Trees and flowers. As all figures, they stand with the middle of their foot at 0, 0."""

from __future__ import annotations

from daytrip.drawing.moods import Pen
from daytrip.drawing.svg import area, circle, dots, number, numbers, oval, path, placed, rect, stroke


def tree(p: Pen, colour: str = "leaf") -> str:
    dark, light = (p("deep"), p("leaf")) if colour == "leaf" else (p(colour, -0.22), p(colour))
    trunk = path("M-9 0Q-4-60-10-110h20Q6-60 11 0z", p("bark", -0.1))
    crown = dots([(-48, -120), (44, -118), (0, -165)], 52, dark) + circle(0, -128, 56, dark)
    return trunk + crown + dots([(-40, -138), (28, -140)], 34, light) + circle(-8, -180, 38, light)


def cherry(p: Pen) -> str:
    limbs = stroke("M0 0Q-6-60 6-100M2-70Q-40-100-60-130M4-90Q40-120 66-134", p("bark", -0.2), 11)
    crown = dots([(-70, -140), (-20, -175), (40, -180), (80, -142), (0, -135)], 46, p("rose"))
    return limbs + crown + dots([(-78, -156), (-26, -196), (34, -198), (74, -160), (6, -150)], 30, p("pink", 0.2))


def pine(p: Pen) -> str:
    out = path("M-7 0l4-200h6l5 200z", p("bark", -0.2))
    for i, (y, w) in enumerate(((-40, 76), (-95, 62), (-145, 46))):
        out += path(f"M-{w} {y}Q0 {y - 20} {w} {y}Q20 {y - 40} 0 {y - 90}Q-20 {y - 40}-{w} {y}z", p("deep", 0.06 * i))
    return out


def cypress(p: Pen, colour: str = "leaf") -> str:
    dark, light = (p("deep"), p("leaf")) if colour == "leaf" else (p(colour, -0.2), p(colour))
    trunk = rect(-6, -40, 12, 40, p("bark"))
    return (
        trunk
        + path("M0-260Q58-90 34-30H-34Q-58-90 0-260z", dark)
        + path("M0-260Q-54-90-34-30H-4Q-20-120 0-260z", light, 0.8)
    )


def palm(p: Pen) -> str:
    trunk = path("M-11 0Q-3-120-6-230h12Q7-120 11 0z", p("bark", 0.25))
    fronds = "".join(
        f"M0-228Q{dx * 0.45:.0f} {-228 + dy:.0f} {dx} {ey}Q{dx * 0.4:.0f} {-205 + dy * 0.6:.0f} 0-222z"
        for dx, dy, ey in (
            (-110, -60, -180),
            (110, -60, -180),
            (-84, -100, -270),
            (84, -100, -270),
            (-66, -10, -130),
            (66, -10, -130),
        )
    )
    return trunk + path(fronds, p("deep")) + path("M0-226Q-14-300 8-330Q22-290 0-226z", p("leaf"))


def willow(p: Pen) -> str:
    trunk = path("M-12 0Q-2-90-20-170h34Q4-90 14 0z", p("bark", -0.1))
    crown = path("M-130-90Q-140-230 0-250Q140-230 132-90Q90-140 60-110Q20-160-20-116Q-70-150-130-90z", p("deep"))
    strands = "".join(
        f"M{x} {-170 + abs(x) // 3}q{6 if x > 0 else -6} 60 {-4 if x > 0 else 4} {70 + (x * 7) % 50}"
        for x in range(-120, 130, 24)
    )
    return trunk + crown + stroke(strands, p("leaf"), 9)


def bamboo(p: Pen) -> str:
    stems = stroke("M-50 0Q-56-160-30-330M-10 0Q-6-180 10-380M34 0Q44-150 34-310M70 0Q70-120 96-260", p("leaf"), 9)
    joints = stroke("M-58-80h12M-56-160h12M-14-110h12M-10-220h12M36-90h12M36-190h12M66-100h12", p("deep"), 3)
    leaf = "q34-26 66 8q-40 8-66-8z"
    flip = "q-34-26-66 8q40 8 66-8z"
    spots = ((-36, -300), (6, -360), (30, -290), (-44, -220), (4, -250), (84, -240), (40, -210))
    leaves = "".join(f"M{x} {y}{leaf}M{x} {y + 14}{flip}" for x, y in spots)
    return stems + joints + path(leaves, p("deep"))


def bush(p: Pen, flower: str = "") -> str:
    out = path("M-110 0a44 44 0 0 1 40-66a56 56 0 0 1 96-14a46 46 0 0 1 84 80z", p("deep", 0.05))
    out += path("M-80 0a36 36 0 0 1 40-44a44 44 0 0 1 70 0a34 34 0 0 1 44 44z", p("leaf"))
    if flower:
        spots = [(p.dice.between(-90, 96), p.dice.between(-62, -8)) for _ in range(13)]
        out += dots(spots, 8.5, p(flower)) + dots([(x - 2, y - 2) for x, y in spots[:7]], 3.5, p("white"), 0.8)
    return out


def meadow(p: Pen, flower: str = "yellow") -> str:
    """A strip of flowers, 360 wide."""
    spots = [(p.dice.between(-180, 180), p.dice.between(-46, 6)) for _ in range(26)]
    stems = "".join(f"M{number(x)} {number(y)}v22" for x, y in spots)
    return stroke(stems, p("deep"), 3) + dots(spots, 8, p(flower)) + dots(spots[:12], 3.4, p("white"), 0.85)


def lilies(p: Pen) -> str:
    """Calla lilies."""
    lily = (
        stroke("M0 0Q-12-60 0-120", p("leaf"), 7)
        + path("M0-98q-34-30-8-72q44 10 40 34q-6 24-32 38z", p("white"))
        + stroke("M4-124l7-22", p("yellow"), 6)
    )
    out = "".join(placed(lily, -150 + 50 * i, 0, round(p.dice.between(0.8, 1.3), 1)) for i in range(7))
    return path("M-190 4Q-120-80-60 4Q0-60 50 4Q110-80 190 4z", p("deep")) + out


def reeds(p: Pen, colour: str = "straw") -> str:
    """Silver grass or reeds, 300 wide."""
    stems, plumes = "", ""
    for i in range(15):
        x, h, lean = -140 + i * 20 + p.dice.between(-8, 8), p.dice.between(110, 210), p.dice.between(14, 46)
        tip = (x + lean, -h)
        stems += f"M{number(x)} 6Q{numbers([(x, -h * 0.6), tip])}"
        plumes += f"M{numbers([tip])}q4-30 30-52q6 36-30 52z"
    return stroke(stems, p("leaf", -0.05), 4.5) + path(plumes, p(colour, 0.15))


def lotus(p: Pen) -> str:
    """Leaves and flowers on water, 420 wide."""
    leaf = oval(0, 0, 66, 22, p("deep", 0.08)) + oval(-4, -4, 56, 17, p("leaf"))
    bloom = (
        stroke("M0 0V50", p("leaf"), 5)
        + path("M0 0q-42-8-40-40q26 4 40 40q-20-30 0-62q20 32 0 62q14-36 40-40q2 32-40 40z", p("rose"))
        + path("M0 0q-20-30 0-62q20 32 0 62z", p("pink", 0.3))
    )
    leaves = "".join(
        placed(leaf, x, y, s)
        for x, y, s in ((-150, -6, 1), (-40, 14, 1.1), (90, -8, 1), (180, 16, 0.8), (10, -34, 0.7))
    )
    return leaves + placed(bloom, -100, -50) + placed(bloom, 50, -64) + placed(bloom, 150, -40)


def tea(p: Pen) -> str:
    """A row of tea bushes, 420 wide."""
    out = path("M-220 0" + "a30 34 0 0 1 55 0" * 8 + "z", p("deep", 0.03))
    return out + path("M-210-8" + "a24 22 0 0 1 45 0m10 0" * 8 + "z", p("leaf"), 0.9)


def branch(p: Pen, colour: str = "leaf") -> str:
    """A bough that hangs in from the upper left corner, 420 wide; its 0, 0 is that corner."""
    dark, light = (p("deep", -0.12), p("deep", 0.1)) if colour == "leaf" else (p(colour, -0.1), p(colour, 0.25))
    wood = stroke("M-20 20Q160 40 300 120M120 42Q200 110 190 170", p("bark", -0.35), 10)
    spots = [(p.dice.between(-10, 330), p.dice.between(-14, 70)) for _ in range(7)]
    spots += [(120 + 30 * i, 70 + 15 * i) for i in range(6)] + [(180, 170), (206, 150), (160, 140)]
    leaf = "q30-24 58 6q-30 18-58-6z" if colour == "leaf" else "a15 15 0 1 1 30 0a15 15 0 1 1-30 0"
    marks = [f"M{number(x)} {number(y)}{leaf}" for x, y in spots]
    return wood + path("".join(marks), dark) + path("".join(marks[::3]), light)


def grass(p: Pen) -> str:
    """Dark blades along the lower edge, to look past; 1200 wide."""
    d = "M-600 10"
    for i in range(40):
        x = -600 + i * 30
        tip = (x + p.dice.between(0, 14), -p.dice.between(26, 92))
        d += f"L{numbers([tip, (x + 30, -p.dice.between(6, 24))])}"
    return path(f"{d}V40H-600z", p("deep", -0.18))


def rocks(p: Pen) -> str:
    low = area([(-120, 0), (-104, -44), (-60, -62), (-14, -40), (8, 0)], p("slate", 0.15))
    high = area([(-40, 0), (-22, -66), (24, -88), (74, -58), (96, 0)], p("slate", 0.02))
    return (
        low
        + high
        + area([(-22, -66), (24, -88), (34, -52), (-6, -30)], p("slate", 0.3))
        + area([(-104, -44), (-60, -62), (-66, -32)], p("slate", 0.35))
    )


def mangrove(p: Pen) -> str:
    out = stroke(
        "M-120 0q10-40 40-60M-60 0q0-40-10-70M0 0q-4-40 6-80M50 0q-6-40-20-70"
        "M110 0q-10-44-50-64M-90 0q26-30 40-60M84 0q-20-40-44-66",
        p("bark", -0.1),
        6,
    )
    return (
        out
        + path(
            "M-170-50a46 46 0 0 1 60-60a60 60 0 0 1 110-20a56 56 0 0 1 106 26a40 40 0 0 1 50 54q-160 24-326 0z",
            p("deep"),
        )
        + path("M-130-70a34 34 0 0 1 60-34a44 44 0 0 1 80-12a40 40 0 0 1 76 30z", p("leaf"))
    )
