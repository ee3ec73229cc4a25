"""Public buildings that people know by their outline."""

from __future__ import annotations

from daytrip.drawing.moods import Pen
from daytrip.drawing.svg import arches, area, block, boxes, circle, dots, lines, oval, path, placed, rect, stroke
from daytrip.drawing.temples import columns, roof


def palacemuseum(p: Pen) -> str:
    """The palace museum: long pale walls, five green roofs, stairs; about 1000 wide."""
    out = (
        block(1060, 60, p("stone", 0.1))
        + block(960, 190, p("straw", 0.1), -50)
        + boxes([(-440 + 80 * i, -190) for i in range(12)], 34, 90, p.pane)
    )
    out += rect(-490, -250, 980, 16, p("jade", -0.1))
    for x, w, y, h in ((-400, 220, -240, 70), (400, 220, -240, 70), (0, 420, -250, 96)):
        out += block(w * 0.74, 74, p("cream"), y + 6, x) + placed(roof(p, w, -66, h, "jade", 20, 0.3), x, y)
    out += (
        block(210, 50, p("cream"), -400)
        + placed(roof(p, 270, 0, 66, "jade", 18, 0.2), 0, -440)
        + block(300, 130, p("white"), -50)
    )
    out += arches([(-92, -50), (0, -50), (92, -50)], 62, 104, p("dark", 0.15))
    for i in range(6):
        out += block(330 + i * 50, 12, p("stone", 0.45 if i % 2 else 0.2), -60 + i * 12)
    return out


def whiteboxes(p: Pen) -> str:
    """White cubes laid across each other, with glass ends; about 820 wide."""
    out = block(760, 120, p("white", -0.2)) + boxes(
        [(-360 + 60 * i, -104) for i in range(12)], 46, 104, p("glass", -0.15) if not p.dark else p("lamp", -0.1)
    )
    for x, y, w, h in (
        (-250, -110, 300, 130),
        (230, -110, 320, 130),
        (-30, -228, 560, 120),
        (150, -336, 240, 110),
        (-220, -336, 190, 100),
    ):
        out += (
            block(w, h, p("white"), y, x)
            + rect(x + w * 0.36, y - h, w * 0.14, h, p("white", -0.12))
            + rect(x - w / 2, y - 8, w, 8, p("stone", -0.1))
        )
        pane = p("lamp") if p.dark else p("glass")
        out += rect(x - w * 0.42, y - h + 16, w * 0.7, h - 34, pane) + lines(
            (((x - w * 0.42 + k * w * 0.14, y - h + 16), (x - w * 0.42 + k * w * 0.14, y - 18)) for k in range(1, 5)),
            p("white"),
            4,
        )
    return out


def schoolmuseum(p: Pen) -> str:
    """Red brick wings about a gable with a small clock tower; about 880 wide."""
    out = ""
    for side in (-1, 1):
        wing = (
            block(330, 150, p("brick"))
            + boxes([(-140 + 58 * i, -120) for i in range(5)], 32, 90, p("white"))
            + boxes([(-135 + 58 * i, -114) for i in range(5)], 22, 84, p.pane)
        )
        wing += area([(-176, -150), (176, -150), (150, -206), (-150, -206)], p("slate", -0.3)) + rect(
            -170, -156, 340, 10, p("cream")
        )
        out += placed(wing, side * 270, 0)
    out += area([(-120, 0), (-120, -200), (0, -272), (120, -200), (120, 0)], p("brick", -0.06)) + area(
        [(-136, -196), (0, -282), (136, -196), (120, -186), (0, -262), (-120, -186)], p("cream")
    )
    out += (
        arches([(0, 0)], 92, 128, p("white"))
        + arches([(0, 0)], 70, 114, p("dark", 0.1))
        + circle(0, -180, 26, p("white"))
        + circle(0, -180, 19, p.pane)
    )
    out += (
        block(64, 86, p("cream"), -262)
        + arches([(-14, -276), (14, -276)], 18, 52, p("dark", 0.1))
        + area([(-44, -348), (44, -348), (0, -420)], p("copper", -0.25))
        + rect(-3, -450, 6, 36, p("dark"))
    )
    return out + block(920, 12, p("stone"))


def colonial(p: Pen) -> str:
    """A white two-storey house with a columned porch; about 560 wide."""
    out = block(540, 280, p("white", -0.06)) + boxes(
        [(-240, -244), (-170, -244), (124, -244), (194, -244), (-240, -116), (-170, -116), (124, -116), (194, -116)],
        44,
        84,
        p.pane,
    )
    out += boxes(
        [(-256, -248), (-190, -248), (108, -248), (244, -248), (-256, -120), (244, -120)], 12, 92, p("jade", 0.1)
    ) + area([(-300, -276), (300, -276), (226, -356), (-226, -356)], p("slate", -0.1))
    out += (
        boxes([(-196, -402), (156, -402)], 40, 60, p("cream", -0.1))
        + block(250, 286, p("white"))
        + boxes([(-80, -250), (40, -250)], 40, 90, p.pane)
        + arches([(0, 0)], 74, 124, p("wood"))
    )
    out += (
        rect(-128, -142, 256, 14, p("cream", -0.1))
        + columns(p, 236, 290, 4, "white", 0, 20)
        + lines((((x, -288), (x, -4)) for x in (-108, -34, 44, 122)), p("stone", -0.1), 4)
    )
    return (
        out
        + area([(-148, -286), (148, -286), (0, -366)], p("white"))
        + area([(-110, -294), (110, -294), (0, -352)], p("cream", -0.12))
        + block(620, 12, p("stone"))
    )


def cityhall(p: Pen) -> str:
    """Stepped blocks, joined in the middle; about 820 wide."""
    out = ""
    for x, w, h, shade in (
        (-300, 230, 250, -0.06),
        (300, 230, 250, -0.06),
        (-150, 160, 330, 0.0),
        (150, 160, 330, 0.0),
        (0, 200, 300, 0.05),
    ):
        out += block(w, h, p("cream", shade), 0, x)
        out += boxes([(x - w / 2 + 16, -h + 22 + 38 * k) for k in range(int(h / 44))], w - 32, 18, p.pane, 0.85)
    out += block(200, 90, p("brick", 0.1)) + columns(p, 190, 90, 5, "cream", 0, 14) + block(900, 14, p("stone"))
    return out + "".join(
        stroke(f"M{x}-330v-60", p("steel"), 5) + path(f"M{x}-388h40v26h-40z", p("red")) for x in (-150, 150)
    )


def scienceblock(p: Pen) -> str:
    """A tall glazed tower with a globe in its side; about 560 wide."""
    out = (
        block(560, 150, p("stone", 0.2))
        + block(360, 420, p("orange", 0.3), 0, -70)
        + boxes([(-226, -400 + 46 * i) for i in range(8)], 310, 26, p("glass") if not p.dark else p("lamp"))
    )
    globe = circle(150, -230, 140, p("glass", 0.1)) + path(
        "M150-370a140 140 0 0 1 0 280q80-140 0-280z", p("glass", -0.15)
    )
    grid = stroke(
        "M10-230h280M30-300h240M30-160h240M150-370v280M150-370q-110 140 0 280M150-370q110 140 0 280", p("white"), 4
    )
    return (
        out
        + globe
        + grid
        + arches([(-200, 0), (-110, 0), (-20, 0)], 60, 96, p.pane)
        + block(640, 12, p("stone", -0.1))
        + dots([(-240, -450), (-70, -450), (90, -450)], 10, p("red"))
        + oval(-70, -424, 190, 8, p("white"))
    )
