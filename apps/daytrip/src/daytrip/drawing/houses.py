"""Houses, works and streets."""

from __future__ import annotations

from daytrip.drawing.moods import Pen
from daytrip.drawing.svg import arches, area, block, boxes, circle, dots, lines, oval, path, placed, rect, stroke
from daytrip.drawing.temples import columns, lantern, roof


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
    out = ""
    walls = (
        ("brick", "brick2", "brick", "brick2", "brick")
        if look == "brick"
        else ("cream", "brick", "mint", "stone", "pink")
    )
    tops = (
        "M-96-300q50 0 50-46q46-34 92 0q0 46 50 46z", "M-96-300v-40h40v-30h112v30h40v40z", "M-96-300L0-372L96-300z",
        "M-96-300q20-80 96-80t96 80z", "M-96-300v-30h60l36-44l36 44h60v30z",
    )  # fmt: skip
    for i, (wall, top) in enumerate(zip(walls, tops, strict=True)):
        house = (
            block(192, 300, p(wall, -0.05 * (i % 2)))
            + path(top, p(wall, -0.1))
            + rect(-96, -306, 192, 12, p("white", -0.05))
            + rect(-96, -150, 192, 12, p("white", -0.05))
        )
        house += arches([(-54, -182), (0, -182), (54, -182)], 40, 88, p("white")) + arches(
            [(-54, -182), (0, -182), (54, -182)], 28, 78, p.pane
        )
        house += (
            arches([(0, 0)], 140, 132, p("dark", 0.05))
            + arches([(24, 0)], 82, 100, p("lamp", -0.1) if p.dark else p("wood", -0.25))
            + circle(0, -330, 13, p("white"))
        )
        out += placed(house, -400 + 200 * i, 0)
    return out + "".join(lantern(p, x, -96, 0.6) for x in (-300, -100, 100, 300)) + block(1040, 10, p("stone"))


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


def stage(p: Pen) -> str:
    """A shell for music; about 520 wide."""
    shell = (
        path("M-260 0a260 250 0 0 1 520 0z", p("cream"))
        + path("M-210 0a210 200 0 0 1 420 0z", p("straw"))
        + path("M-160 0a160 150 0 0 1 320 0z", p("wood", 0.2))
        + path("M-110 0a110 100 0 0 1 220 0z", p("wood", -0.1))
    )
    return shell + block(580, 26, p("stone")) + oval(0, -30, 130, 8, p("wood", 0.3))
