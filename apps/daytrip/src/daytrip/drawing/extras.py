"""Single pieces that one or two sights are known by."""

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
    number,
    oval,
    path,
    placed,
    rect,
    stroke,
)
from daytrip.drawing.temples import roof


def hanging(p: Pen) -> str:
    """One great lantern."""
    return (
        stroke("M0-60V-400", p("dark"), 3) + lantern(p, 0, 0, 2.2) + stroke("M-14 56v60M0 56v72M14 56v60", p("gold"), 4)
    )


def table(p: Pen) -> str:
    """A long low plinth, 520 wide."""
    return (
        oval(0, 4, 300, 18, p("dark"), 0.2)
        + block(520, 150, p("white"))
        + rect(180, -150, 80, 150, p("stone"))
        + block(560, 18, p("white", 0.2), -148)
    )


def bough(p: Pen) -> str:
    """A thick branch across, 1240 wide."""
    return (
        stroke("M-640 60Q-200-30 100 20T640-40", p("bark", -0.2), 34)
        + stroke("M-640 50Q-200-40 100 10T640-50", p("bark", 0.1), 8)
        + path(
            "".join(
                f"M{x} {y}q40-40 80 4q-40 30-80-4z"
                for x, y in ((-420, 40), (-300, -20), (-80, 50), (180, -10), (330, 40), (460, -60))
            ),
            p("deep"),
        )
    )


def campfire(p: Pen) -> str:
    return (
        circle(0, -50, 150, p("lamp"), 0.25)
        + stroke("M-60-4L50-24M60-4L-50-24", p("timber"), 17)
        + path("M-46-16q-14-70 46-140q60 80 46 140q-40 20-92 0z", p("orange"))
        + path("M-22-16q-6-40 22-80q30 50 22 80z", p("lamp"))
        + boxes([(-150, -30), (104, -30)], 46, 30, p("wood"))
    )


def cow(p: Pen) -> str:
    """A grazing buffalo, 300 wide."""
    out = boxes([(-110, -80), (-80, -80), (40, -80), (68, -80)], 22, 80, p("ink", -0.1)) + path(
        "M-130-70q-16-90 60-100h130q60 10 50 60l-20 46q-110 30-220-6z", p("ink")
    )
    return (
        out
        + path("M90-130q70-6 76 60q-6 50-40 50q-24-10-26-40q-30-20-10-70z", p("ink", 0.1))
        + stroke("M104-128q-10-50 36-60M140-126q40-20 36-56", p("straw", -0.2), 9)
        + circle(128, -84, 5, p("white"))
        + stroke("M-128-110q-26 40-14 76", p("ink", -0.1), 7)
    )


def farmhouse(p: Pen) -> str:
    """A low red-tiled farmhouse, 460 wide."""
    return (
        block(420, 110, p("brick"))
        + arches([(0, 0)], 60, 84, p("timber"))
        + boxes([(-160, -84), (-90, -84), (54, -84), (124, -84)], 40, 44, p.pane)
        + roof(p, 500, -98, 74, "orange", 14, 0.36)
    )


def firework(p: Pen) -> str:
    rays = "".join(
        f"M{number(dx * 0.3)} {number(dy * 0.3)}L{dx} {dy}"
        for dx, dy in ((0, -90), (64, -64), (90, 0), (64, 64), (0, 90), (-64, 64), (-90, 0), (-64, -64))
    )
    return stroke(rays, p("lamp"), 6) + dots(
        [(34, -82), (82, -34), (82, 34), (34, 82), (-34, 82), (-82, 34), (-82, -34), (-34, -82)], 6, p("rose")
    )


def houses(p: Pen) -> str:
    """Homes along a bank, 1240 wide."""
    out = ""
    for i, (w, h, wall) in enumerate(
        (
            (200, 190, "cream"),
            (160, 150, "pink"),
            (220, 230, "stone"),
            (170, 170, "mint"),
            (210, 200, "cream"),
            (180, 150, "straw"),
        )
    ):
        x = -520 + 208 * i
        out += (
            block(w, h, p(wall), 0, x)
            + rect(x - w / 2 - 6, -h - 12, w + 12, 16, p("brick2"))
            + boxes(
                [
                    (x - w / 2 + 18 + 46 * k, -h + 22 + 56 * r)
                    for k in range(int((w - 20) / 46))
                    for r in range(int(h / 62))
                ],
                28,
                34,
                p.pane,
                0.8,
            )
        )
    return out + dots([(-410 + 208 * i, -20) for i in range(5)], 44, p("leaf"))


def ice(p: Pen) -> str:
    """Floes to stand on, 1200 wide."""
    out = area(
        [(-600, 40), (-520, -30), (-240, -40), (-60, 20), (120, 0), (330, 50), (600, 20), (600, 200), (-600, 200)],
        p("white", -0.02),
    ) + area([(-600, 130), (-300, 100), (100, 150), (600, 110), (600, 200), (-600, 200)], p("glass", 0.55))
    return (
        area([(-460, -60), (-400, -160), (-330, -190), (-270, -110), (-190, -50)], p("glass", 0.5))
        + area([(-330, -190), (-270, -110), (-190, -50), (-300, -50)], p("glass", 0.2))
        + area([(220, -40), (300, -130), (370, -150), (470, -40)], p("glass", 0.5))
        + area([(370, -150), (470, -40), (360, -40)], p("glass", 0.2))
        + out
    )


def kettles(p: Pen) -> str:
    """Copper brewing kettles in a row, 1000 wide."""
    out = block(1240, 50, p("stone", -0.1), 40)
    for x, s in ((-330, 1.0), (330, 1.0), (0, 1.3)):
        one = (
            path("M-130-6v-90q10-120 130-130q120 10 130 130v90z", p("copper"))
            + path("M50-212q74 26 80 116v90h-50q10-120-30-206z", p("copper", -0.22))
            + path("M-90-100q10-70 60-86q-34 40-34 100z", p("white"), 0.45)
            + rect(-140, -100, 280, 16, p("gold"))
            + block(44, 330, p("copper", 0.05), -210)
            + block(70, 16, p("gold"), -224)
        )
        out += placed(one + circle(0, -50, 25, p("gold")) + circle(0, -50, 17, p("dark")), x, 0, s)
    return out


def underwater(p: Pen) -> str:
    """A creek cut open: bank, water, pebbles; 1200 by 800 from 0, 0 at the upper left."""
    stones = [(60 + 76 * i, 778 - (i % 3) * 12) for i in range(16)]
    weeds = "".join(f"M{x} 790q-20-60 6-110t0-90" for x in (120, 170, 610, 1080, 1120))
    return (
        rect(0, 540, 1200, 260, p("water", -0.14))
        + path("M0 540q60-16 120 0t120 0t120 0t120 0t120 0t120 0t120 0t120 0t120 0t120 0V572H0z", p("water", 0.4))
        + stroke(weeds, p("leaf"), 14, 0.9)
        + dots(stones, 36, p("slate", 0.2))
        + dots(stones[::2], 24, p("stone"))
    )
