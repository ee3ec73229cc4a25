"""What stands on the plinths of museums."""

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
    oval,
    path,
    rect,
    ring,
    stroke,
)


def vase(p: Pen, glaze: str = "azure") -> str:
    """White porcelain with a painted band, 260 high."""
    body = path("M-28-260h56q-8 40-2 60q64 40 54 120q-8 60-34 80h-92q-26-20-34-80q-10-80 54-120q6-20-2-60z", p("white"))
    paint = (
        stroke("M-74-110q20-30 40 0t40 0t40 0t28-8", p(glaze), 9)
        + stroke("M-24-206h48M-44-10h88M-66-44h132M-58-160h116", p(glaze), 5)
        + dots([(-50, -78), (-16, -72), (18, -72), (52, -78)], 9, p(glaze))
    )
    return body + path("M26-200q64 40 54 120q-8 60-34 80h-26q40-90 6-200z", p("stone"), 0.5) + paint


def tripod(p: Pen) -> str:
    """A bronze ding, 230 high."""
    legs = boxes([(-80, -80), (-10, -80), (58, -80)], 22, 80, p("jade", -0.35))
    bowl = path("M-110-180h220q0 110-110 120q-110-10-110-120z", p("jade", -0.22)) + rect(
        -118, -192, 236, 20, p("jade", -0.05), 6
    )
    return (
        stroke("M-84-190v-40h40v40M44-190v-40h40v40", p("jade", -0.22), 14)
        + legs
        + bowl
        + stroke("M-90-140h24v20h20v-20h24v20h20v-20h24v20h20v-20h24v20", p("gold", -0.1), 6)
    )


def pottery(p: Pen) -> str:
    """A glazed pottery horse, 230 high."""
    body = boxes([(-80, -100), (-54, -100), (40, -100), (64, -100)], 17, 100, p("wood", 0.1)) + path(
        "M-96-90q-10-60 60-66h60l34-70q30-20 44 6l26 34q-6 22-34 14l-14 26q6 40-14 66q-90 10-162-10z", p("wood")
    )
    return (
        body
        + path("M-40-158h66l12 50q-50 20-90 0z", p("jade"))
        + path("M58-226q-30 20-36 66l20 4z", p("gold"))
        + circle(96, -204, 5, p("dark"))
        + stroke("M-94-120q-34 10-26 60", p("gold"), 13)
    )


def glasswork(p: Pen, tint: str = "azure") -> str:
    """Blown glass with light in it, 260 high."""
    body = path(
        "M-30-250q30 14 60 0q-10 70 30 110q40 60 0 110q-20 30-60 30t-60-30q-40-50 0-110q40-40 30-110z",
        p(tint, 0.1),
        0.75,
    )
    swirl = stroke("M-58-60q60 40 116-30M-60-100q50-40 110 10M-30-150q30 30 62 4", p("white"), 6, 0.6)
    return (
        oval(20, 4, 110, 16, p(tint), 0.35)
        + body
        + path("M-44-120q-30 50 0 90q-10-50 20-100z", p("white"), 0.7)
        + swirl
    )


def shipmodel(p: Pen) -> str:
    """A full-rigged ship on a stand, 460 wide."""
    hull = (
        path("M-200-110h400q-20 84-90 92h-220q-60-10-90-92z", p("wood", -0.1))
        + rect(-196, -100, 384, 12, p("gold"))
        + dots([(-130 + 50 * i, -68) for i in range(6)], 9, p("dark"))
    )
    masts = stroke("M-110-110v-250M0-110v-300M110-110v-250M200-110l80-50", p("timber"), 8)
    sails = "".join(
        path(f"M{x - w} {y}h{2 * w}q14 {h / 2} 0 {h}h{-2 * w}q14-{h / 2} 0-{h}z", p("cream"))
        for x, y, w, h in (
            (-110, -220, 46, 84),
            (-110, -316, 36, 80),
            (0, -246, 54, 104),
            (0, -366, 42, 100),
            (110, -220, 46, 84),
            (110, -316, 36, 80),
        )
    )
    return (
        boxes([(-110, -24), (90, -24)], 20, 24, p("timber"))
        + block(340, 14, p("timber"))
        + masts
        + sails
        + hull
        + path("M0-410h36l-10 11l10 11h-36z", p("red"))
    )


def freighter(p: Pen) -> str:
    """A container ship on a stand, 560 wide."""
    hull = path("M-280-70h560l-40 70h-470z", p("jade", -0.1)) + path("M-260-26h516l-16 26h-470z", p("brick"))
    colours = ("red", "orange", "azure", "yellow", "jade", "steel", "rose")
    boxes_ = "".join(
        rect(-170 + 58 * i, -72 - 30 * (k + 1), 54, 28, p(colours[(i * 3 + k * 2) % 7]))
        for i in range(7)
        for k in range(3 if i % 3 else 2)
    )
    return (
        hull
        + boxes_
        + block(70, 150, p("white"), -70, -222)
        + boxes([(-250, -206)], 56, 16, p("glass", -0.3))
        + rect(-214, -250, 20, 34, p("red"))
        + boxes([(-180, 0), (160, 0)], 24, 26, p("timber"))
    )


def helm(p: Pen) -> str:
    """A ship's wheel."""
    rim = ring(0, -180, 120, p("wood"), 24) + ring(0, -180, 120, p("gold"), 4)
    ends = ((170, 0), (120, 120), (0, 170), (-120, 120), (-170, 0), (-120, -120), (0, -170), (120, -120))
    return (
        block(70, 180, p("timber"))
        + lines((((0, -180), (x, -180 + y)) for x, y in ends), p("wood", -0.15), 15)
        + rim
        + circle(0, -180, 34, p("wood"))
        + circle(0, -180, 15, p("gold"))
    )


def projector(p: Pen) -> str:
    """A film projector on its stand and its beam, 420 high."""
    reels = "".join(
        circle(x, y, r, p("ink"))
        + dots([(x - r / 2, y), (x + r / 2, y), (x, y - r / 2), (x, y + r / 2)], r * 0.2, p("steel", 0.4))
        for x, y, r in ((-70, -350, 80), (80, -340, 64))
    )
    return (
        area([(120, -230), (120, -200), (720, -20), (720, -430)], p("lamp"), 0.35)
        + stroke("M-30-140L-110 0M30-140L110 0M0-140V0", p("ink"), 14)
        + reels
        + rect(-100, -270, 200, 140, p("steel", -0.2), 16)
        + rect(96, -240, 50, 54, p("ink"))
        + circle(-40, -200, 26, p("copper"))
    )


def sculpture(p: Pen) -> str:
    """A tall abstract form in the open, 380 high."""
    return (
        path("M-60 0Q-150-160-30-260Q60-330 20-380Q140-330 90-220Q50-140 90 0z", p("red"))
        + path("M10-30Q-50-140 30-210Q70-250 60-290Q100-230 66-170Q30-110 50-30z", p("glow"))
        + block(240, 20, p("stone", -0.1))
    )


def bigtoy(p: Pen) -> str:
    """Stacked bright shapes, 420 high."""
    return (
        rect(-120, -140, 240, 140, p("azure"), 20)
        + circle(0, -210, 80, p("yellow"))
        + area([(-90, -270), (90, -270), (0, -420)], p("red"))
        + dots([(-26, -220), (26, -220)], 12, p("dark"))
        + stroke("M-26-184q26 24 52 0", p("dark"), 8)
        + arches([(-54, 0), (54, 0)], 60, 90, p("white"))
    )


def planets(p: Pen) -> str:
    """A hanging model of the planets, 900 wide, from 0 down."""
    out = ""
    for x, y, r, colour in (
        (-380, 150, 34, "copper"),
        (-250, 230, 54, "azure"),
        (60, 180, 110, "lamp"),
        (270, 260, 60, "rose"),
        (410, 150, 40, "mint"),
    ):
        out += (
            stroke(f"M{x} 0v{y}", p("steel"), 3)
            + circle(x, y, r, p(colour))
            + path(
                f"M{number(x - r * 0.2)} {number(y - r * 0.98)}a{r} {r} 0 0 1 0 {number(r * 1.96)}"
                f"q{r}-{r} 0-{number(r * 1.96)}z",
                p(colour, -0.14),
            )
        )
    return out + f'<ellipse cx="270" cy="260" rx="104" ry="22" fill="none" stroke="{p("gold")}" stroke-width="9"/>'


def gears(p: Pen) -> str:
    """Two wheels to turn, on a stand; 520 wide."""
    out = block(560, 60, p("white")) + block(600, 16, p("steel"), -56)
    for x, y, r, n, colour in ((-110, -220, 140, 24, "orange"), (126, -170, 90, 16, "azure")):
        dashes = f' stroke-dasharray="{number(3.1416 * r / n)}" stroke-linecap="butt"/>'
        teeth = ring(x, y, r, p(colour), 32).replace("/>", dashes)
        out += (
            teeth
            + circle(x, y, r, p(colour))
            + circle(x, y, r * 0.66, p(colour, 0.3))
            + circle(x, y, r * 0.22, p("white"))
        )
    return out


def dinosaur(p: Pen) -> str:
    """A long-necked skeleton's outline, 640 wide."""
    spine = stroke("M-320-60Q-220-110-130-190Q-30-250 70-210Q150-180 190-320Q204-380 250-390", p("paper"), 22)
    return (
        spine
        + stroke("M-100-200v110M-70-216v130M-40-224v140M-10-228v140M20-222v130M50-214v110", p("paper"), 9)
        + stroke(
            "M-120-180L-150-90L-120 0M-90-180L-70-90L-90 0M80-200L60-100L90 0M100-196L130-100L110 0", p("paper"), 15
        )
        + path("M236-404q50-24 90 12q-10 30-60 20q-30 4-30-32z", p("paper"))
        + circle(272, -394, 6, p("dark"))
    )
