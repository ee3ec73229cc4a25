"""Houses, works and streets."""

from __future__ import annotations

from daytrip.drawing.moods import Pen
from daytrip.drawing.svg import arches, area, block, boxes, circle, dots, lines, path, rect, stroke
from daytrip.drawing.temples import columns, roof


def library(p: Pen) -> str:
    """A wooden ship of a library: decks, tall windows, planted roofs; about 640 wide."""
    out = (
        block(560, 46, p("stone", -0.1))
        + block(520, 120, p("wood"), -40)
        + boxes([(-236 + 68 * i, -150) for i in range(7)], 48, 96, p("lamp") if p.dark else p("glass", 0.2))
    )
    out += (
        block(620, 12, p("timber"), -40)
        + lines((((x, -80), (x, -48)) for x in range(-306, 310, 22)), p("timber"), 5)
        + rect(-310, -84, 620, 8, p("timber"))
    )
    out += area([(-330, -156), (330, -156), (290, -204), (-250, -204)], p("leaf")) + rect(
        -330, -164, 660, 12, p("timber")
    )
    out += (
        block(400, 100, p("wood", 0.1), -196, 20)
        + boxes([(-164 + 62 * i, -286) for i in range(6)], 44, 78, p("lamp") if p.dark else p("glass", 0.2))
        + rect(-196, -226, 432, 7, p("timber"))
    )
    out += (
        area([(-230, -290), (270, -290), (200, -356), (-120, -372)], p("leaf", -0.06))
        + area([(-120, -372), (200, -356), (214, -342), (-140, -358)], p("slate"))
        + rect(-232, -298, 504, 12, p("timber"))
    )
    return out + columns(p, 560, 120, 7, "timber", -40, 10)


def woodhouse(p: Pen, floors: str = "1") -> str:
    """A Japanese house of dark wood and paper screens; about 560 wide."""
    out, y = block(560, 34, p("stone")), -30.0
    for floor in range(int(floors)):
        w = 500 - floor * 110
        out += block(w, 112, p("wood", -0.08), y) + boxes(
            [(-w / 2 + 18 + i * (w - 36) / 6, y - 98) for i in range(6)], (w - 36) / 6 - 12, 78, p("paper")
        )
        out += (
            lines(
                (((-w / 2 + 18, y - 60), (w / 2 - 18, y - 60)), ((-w / 2 + 18, y - 80), (w / 2 - 18, y - 80))),
                p("timber"),
                3,
            )
            + columns(p, w, 112, 7, "timber", y, 9)
            + rect(-w / 2 - 16, y - 12, w + 32, 12, p("timber"))
        )
        out += roof(p, w + 130, y - 102, 72 if floor + 1 < int(floors) else 100, "slate", 10, 0.34, tails=False)
        y -= 160
    return out


def bathhouse(p: Pen) -> str:
    """Brick below, timber and stucco above, a short tower: the old public bath; about 680 wide."""
    out = (
        block(640, 130, p("brick"))
        + arches([(-256 + 92 * i, 0) for i in range(6)], 54, 96, p("cream"))
        + arches([(-256 + 92 * i, 0) for i in range(6)], 40, 86, p.pane)
    )
    out += (
        block(600, 110, p("cream"), -130)
        + lines([*(((x, -236), (x, -134)) for x in range(-290, 300, 58)), ((-300, -186), (300, -186))], p("timber"), 7)
        + boxes([(-250 + 116 * i, -222) for i in range(5)], 36, 52, p.pane)
    )
    out += area([(-350, -232), (350, -232), (262, -330), (-262, -330)], p("slate", -0.25))
    for x in (-170, 170):
        out += area([(x - 80, -232), (x + 80, -232), (x, -340)], p("cream")) + stroke(
            f"M{x - 92}-226L{x}-350L{x + 92}-226M{x}-330v94M{x - 50}-262h100", p("timber"), 11
        )
    return (
        out
        + block(110, 330, p("brick", -0.1))
        + block(120, 90, p("cream"), -300)
        + boxes([(-40, -370), (8, -370)], 32, 50, p.pane)
        + area([(-86, -386), (86, -386), (0, -480)], p("slate", -0.32))
        + arches([(0, 0)], 64, 104, p("timber"))
    )


def redhouse(p: Pen) -> str:
    """Eight-sided brick with white bands; about 560 wide."""
    out = block(620, 16, p("stone"))
    for x0, x1, shade in ((-270, -130, -0.12), (-130, 130, 0.02), (130, 270, -0.2)):
        out += area([(x0, -10), (x0, -270), (x1, -270), (x1, -10)], p("brick", shade))
    out += (
        boxes([(-272, -60 - 52 * i) for i in range(5)], 544, 12, p("white", -0.05))
        + arches([(-200, -150), (0, -150), (200, -150)], 62, 84, p("white"))
        + arches([(-200, -150), (0, -150), (200, -150)], 46, 74, p.pane)
    )
    out += (
        arches([(0, -10)], 120, 132, p("white"))
        + arches([(0, -10)], 94, 118, p("dark", 0.12))
        + arches([(-200, -20), (200, -20)], 54, 84, p.pane)
        + block(580, 22, p("cream"), -264)
    )
    out += area([(-300, -284), (300, -284), (130, -390), (-130, -390)], p("slate", -0.22)) + area(
        [(-130, -284), (130, -284), (60, -390), (-60, -390)], p("slate", -0.08)
    )
    out += (
        area([(-86, -286), (86, -286), (0, -356)], p("brick"))
        + area([(-100, -284), (0, -372), (100, -284), (80, -284), (0, -352), (-80, -284)], p("white"))
        + circle(0, -308, 17, p("white"))
    )
    return (
        out
        + block(90, 30, p("cream"), -388)
        + area([(-60, -416), (60, -416), (0, -460)], p("slate", -0.25))
        + rect(-3, -490, 6, 34, p("dark"))
    )


def gardenhouse(p: Pen) -> str:
    """A residence of grey-green brick with a porch and a low tiled roof; about 620 wide."""
    out = (
        block(580, 200, p("mint", -0.22))
        + boxes([(-256, -160), (-166, -160), (116, -160), (206, -160)], 56, 84, p("white"))
        + boxes([(-250, -154), (-160, -154), (122, -154), (212, -154)], 44, 72, p.pane)
    )
    out += (
        area([(-330, -196), (330, -196), (240, -284), (-240, -284)], p("brick2", -0.1))
        + boxes([(-180, -330), (140, -330)], 36, 70, p("cream"))
        + block(190, 140, p("cream"))
        + arches([(-54, 0), (0, 0), (54, 0)], 42, 104, p("timber"))
    )
    return out + area([(-120, -140), (120, -140), (70, -178), (-70, -178)], p("brick2")) + block(640, 12, p("stone"))


def greenhouse(p: Pen) -> str:
    """Glass and white iron; about 420 wide."""
    out = (
        path("M-200 0v-130q60-110 200-130q140 20 200 130V0z", p("glass", 0.25) if not p.dark else p("lamp"), 0.85)
        + dots([(-120, -30), (-60, -50), (30, -34), (110, -44)], 34, p("leaf"))
        + dots([(-120, -60), (-50, -84), (40, -60), (120, -76)], 11, p("rose"))
    )
    return (
        out
        + stroke(
            "M-200 0v-130q60-110 200-130q140 20 200 130V0M-200-130h400M-100 0v-216M0 0v-260M100 0v-216", p("white"), 7
        )
        + block(440, 22, p("stone"))
    )
