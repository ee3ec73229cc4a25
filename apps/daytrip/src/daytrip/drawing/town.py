"""The city, its bridges, and what travels."""

from __future__ import annotations

from daytrip.drawing.moods import Pen
from daytrip.drawing.svg import (
    Point,
    area,
    block,
    boxes,
    circle,
    dots,
    lines,
    number,
    oval,
    path,
    placed,
    rect,
    ring,
    stroke,
)


def tower(p: Pen) -> str:
    """The bamboo tower, 660 high."""
    body, shade = (p.blend("far", "glow", 0.3), p("near")) if p.dark else (p("mint", -0.3), p("jade", -0.2))
    out = area([(-52, 0), (-38, -150), (38, -150), (52, 0)], body) + area(
        [(10, 0), (8, -150), (38, -150), (52, 0)], shade, 0.5
    )
    segment = (
        area([(-30, 0), (-42, -46), (42, -46), (30, 0)], body)
        + area([(6, 0), (8, -46), (42, -46), (30, 0)], shade, 0.5)
        + rect(-44, -48, 88, 5, shade)
    )
    if p.dark:
        segment += boxes([(-24, -22), (-6, -22), (12, -22)], 10, 7, p("lamp"))
    out += "".join(placed(segment, 0, -150 - 46 * i) for i in range(8))
    out += (
        block(50, 34, body, -518)
        + block(30, 24, body, -550)
        + area([(-5, -572), (5, -572), (1, -660), (-1, -660)], shade)
    )
    return out + lines((((-36, -30 - 24 * i), (36, -30 - 24 * i)) for i in range(5)), shade, 3, 0.6)


def skyline(p: Pen, depth: str = "near") -> str:
    """Blocks of a town, 1240 wide."""
    d, x = "M-620 0", -620.0
    windows: list[Point] = []
    while x < 600:
        w, h = p.dice.between(44, 96), p.dice.between(40, 170)
        d += f"V{number(-h)}h{number(w)}"
        windows += [
            (x + 10 + 20 * i, -h + 14 + 26 * k)
            for i in range(int((w - 12) / 20))
            for k in range(int((h - 10) / 30))
            if p.dice.between(0, 1) < 0.3
        ]
        x += w
    windows = windows[: 46 if p.dark else 0 if depth == "far" else 30]
    colour = p.blend("far", "near", 0.35 if depth == "far" else 0.7)
    return path(f"{d}V0z", colour) + (
        boxes(windows, 8, 11, p("lamp") if p.dark else p("white"), 0.8 if p.dark else 0.4) if windows else ""
    )


def ferris(p: Pen) -> str:
    """A big wheel, 400 high."""
    rim = ring(0, -220, 170, p("white"), 8)
    ends = [
        (170, 0),
        (147, 85),
        (85, 147),
        (0, 170),
        (-85, 147),
        (-147, 85),
        (-170, 0),
        (-147, -85),
        (-85, -147),
        (0, -170),
        (85, -147),
        (147, -85),
    ]
    spokes = lines((((0, -220), (x, y - 220)) for x, y in ends), p("white"), 3, 0.8)
    cars = dots([(x, y - 210) for x, y in ends[::2]], 15, p("rose")) + dots(
        [(x, y - 210) for x, y in ends[1::2]], 15, p("lamp")
    )
    return (
        lines([((0, -220), (-90, 0)), ((0, -220), (90, 0))], p("steel"), 12)
        + spokes
        + rim
        + cars
        + circle(0, -220, 18, p("red"))
    )


def ferry(p: Pen) -> str:
    """A river ferry, 460 wide, on its water line."""
    hull = path("M-230-50h470q-10 50-60 56h-370z", p("white")) + path("M-222-24h450q-14 26-48 30h-370z", p("sea"))
    deck = (
        block(300, 64, p("white", -0.04), -50, -20)
        + boxes([(-158 + 56 * i, -100) for i in range(5)], 38, 34, p.pane)
        + block(330, 10, p("sea"), -112, -20)
        + block(110, 50, p("white"), -120, 50)
        + boxes([(4, -160), (60, -160)], 40, 26, p.pane)
    )
    return (
        hull
        + deck
        + block(40, 46, p("red"), -122, -90)
        + rect(-110, -158, 40, 12, p("white"))
        + stroke("M120-122v-70", p("steel"), 5)
        + path("M122-190h52l-14 14l14 14h-52z", p("orange"))
        + stroke("M-270 12q40-14 80 0t80 0t80 0t80 0t80 0t80 0", p("white"), 6, 0.7)
    )


def sailboat(p: Pen, sail: str = "cream") -> str:
    """A junk with ribbed sails, 260 wide."""
    hull = path("M-120-30h250q-10 40-50 44h-150q-40-8-50-44z", p("timber"))
    sails = (
        path("M-6-46v-220q96 20 120 190z", p(sail))
        + path("M-16-46v-180q-80 30-90 150z", p(sail, -0.1))
        + lines(
            [
                ((-6, -100), (104, -116)),
                ((-6, -150), (86, -166)),
                ((-6, -204), (56, -214)),
                ((-16, -90), (-98, -104)),
                ((-16, -140), (-80, -154)),
            ],
            p("timber"),
            4,
        )
    )
    return (
        stroke("M-10-30v-250", p("timber"), 8)
        + sails
        + hull
        + path("M-10-280h44l-10 12l10 12h-44z", p("red"))
        + oval(0, 16, 160, 7, p("white"), 0.4)
    )


def gondola(p: Pen, cabin: str = "orange") -> str:
    """A cable car that hangs from a rope through 0, 0."""
    car = (
        rect(-74, 60, 148, 130, p(cabin), 34)
        + rect(-60, 82, 120, 54, p("lamp") if p.dark else p("glass", 0.35), 16)
        + rect(-4, 82, 8, 54, p(cabin))
        + rect(-74, 150, 148, 12, p("white"))
    )
    return stroke("M0 0v62M-26 0h52", p("ink"), 9) + car + circle(-16, -2, 9, p("ink")) + circle(16, -2, 9, p("ink"))


def rope(p: Pen) -> str:
    return stroke("M-700 90Q0 30 700-130M-700 104Q0 46 700-114", p("ink"), 3.4)


def pier(p: Pen) -> str:
    """A landing stage seen from the shore, 420 wide."""
    deck = area([(-90, -80), (90, -80), (210, 60), (-210, 60)], p("wood", 0.2)) + lines(
        (((-90 - 24 * i, -80 + 28 * i), (90 + 24 * i, -80 + 28 * i)) for i in range(1, 5)), p("wood", -0.15), 4
    )
    posts = boxes([(-104, -120), (90, -120), (-160, -60), (142, -60), (-216, 0), (196, 0)], 16, 70, p("timber"))
    return (
        deck + posts + stroke("M-96-112Q-130-80-152-52Q-190-20-208 8M98-112Q130-80 150-52Q190-20 204 8", p("cream"), 5)
    )
