"""People, and the things that they use out of doors."""

from __future__ import annotations

from daytrip.drawing.moods import Pen
from daytrip.drawing.svg import area, block, boxes, circle, dots, lines, number, oval, path, placed, rect, stroke


def wheel(p: Pen, x: float, colour: str = "ink") -> str:
    rim = f'<circle cx="{number(x)}" cy="-48" r="44" fill="none" stroke="{p(colour)}" stroke-width="7"/>'
    return rim + stroke(
        f"M{number(x - 40)}-48h80M{number(x)}-88v80M{number(x - 28)}-76l56 56M{number(x + 28)}-76l-56 56", p("steel"), 2
    )


def bicycle(p: Pen, frame: str = "red") -> str:
    """Leaning on nothing, 270 wide."""
    bars = stroke("M-80-48L-40-128H60L-6-48H-80M-6-48L-52-146M80-48L52-152", p(frame), 9)
    seat = stroke("M-74-148h44", p("dark"), 13) + stroke("M52-152q-4-22 18-26h18", p("ink"), 8)
    basket = (
        path("M66-140h62l-10 46h-44z", p("wood", 0.2))
        + dots([(82, -148), (102, -154), (118, -146)], 13, p("yellow"))
        + circle(92, -160, 10, p("rose"))
    )
    return wheel(p, -80) + wheel(p, 80) + bars + seat + basket + circle(-6, -48, 11, p("ink"))


def cyclist(p: Pen, shirt: str = "red") -> str:
    legs = stroke("M-40-140Q10-130 0-92L-16-44", p("ink"), 17) + stroke("M-40-140Q6-110-14-80L6-56", p("ink", 0.2), 15)
    bars = stroke("M-80-48L-40-118H60L-6-48H-80M80-48L54-146h20", p("white"), 8)
    body = stroke("M-40-142L10-218", p(shirt), 38) + stroke("M12-212L40-170L66-150", p(shirt, -0.12), 13)
    return (
        wheel(p, -80)
        + wheel(p, 80)
        + legs
        + bars
        + body
        + circle(34, -258, 25, p("skin"))
        + path("M6-262a29 29 0 0 1 56-8l6 6z", p("cream"))
    )


def person(p: Pen, coat: str = "red", legs: str = "ink") -> str:
    """Seen from behind, 100 high."""
    return (
        boxes([(-11, -36), (2, -36)], 9, 36, p(legs))
        + path("M-17-32v-28a17 17 0 0 1 34 0v28z", p(coat))
        + circle(0, -88, 12.5, p("dark", 0.1))
    )


def pair(p: Pen, one: str = "red", other: str = "yellow") -> str:
    return placed(person(p, one), -20, 0) + placed(person(p, other), 20, 0, 0.9)


def family(p: Pen) -> str:
    return (
        placed(person(p, "azure"), -40, 0)
        + placed(person(p, "yellow"), 0, 2, 0.6)
        + placed(person(p, "rose"), 38, 0, 0.94)
    )


def hiker(p: Pen, coat: str = "orange") -> str:
    """With a pack, a hat and a stick; 150 high."""
    body = (
        stroke("M-8-58L-18-4M8-58L22-4", p("ink"), 15)
        + path("M-22-50v-44a22 22 0 0 1 44 0v44z", p(coat))
        + path("M-44-112h28v56h-20q-14-26-8-56z", p("jade", -0.15), 1)
    )
    return (
        body
        + circle(2, -134, 16, p("skin"))
        + path("M-24-138h54q-4-18-26-22q-20 4-28 22z", p("straw"))
        + stroke("M16-92L42-74L48-2", p("bark"), 6)
    )


def tent(p: Pen, cloth: str = "orange") -> str:
    """260 wide."""
    back = path("M-130 0Q-70-60-20-150Q70-70 130 0z", p(cloth)) + path(
        "M-20-150Q70-70 130 0H40Q20-90-20-150z", p(cloth, -0.16)
    )
    return (
        back
        + path("M-20-150Q-10-60-50 0H30Q10-90-20-150z", p("lamp") if p.dark else p(cloth, -0.4))
        + stroke("M-20-150L-150 6M-20-150L150 6", p("cream"), 3)
    )


def lamp(p: Pen) -> str:
    glow = circle(0, -226, 80, p("lamp"), 0.2) if p.dark else ""
    return (
        glow
        + stroke("M0 0v-200", p("ink"), 9)
        + circle(0, -222, 26, p("lamp") if p.dark else p("white"))
        + block(38, 12, p("ink"), -244)
        + block(34, 14, p("ink"))
    )


def bench(p: Pen) -> str:
    return (
        boxes([(-80, -44), (66, -44)], 12, 44, p("ink"))
        + rect(-100, -56, 200, 14, p("wood"))
        + rect(-100, -96, 200, 14, p("wood", 0.1))
        + boxes([(-80, -100), (70, -100)], 9, 50, p("ink"))
    )


def fence(p: Pen) -> str:
    """A low wooden railing, 1240 wide."""
    return boxes([(-610 + 100 * i, -84) for i in range(13)], 16, 90, p("timber", -0.1)) + boxes(
        [(-620, -76), (-620, -40)], 1240, 10, p("timber", 0.08)
    )


def steam(p: Pen) -> str:
    """Rising wisps, 300 high."""
    wisps = "M-80 0C-150-90-20-120-80-210C-100-250-70-280-50-300M0 0C-70-80 60-130 6-220C-10-260 20-300 30-330M80 0C20-90 140-120 84-200C70-240 90-260 104-290"
    return stroke(wisps, p("white"), 36, 0.34) + stroke(wisps, p("white"), 14, 0.4)


def bath(p: Pen) -> str:
    """A wooden tub of hot water with a towel and a ladle; 380 wide."""
    tub = path("M-190-110h380l-26 110h-328z", p("wood", 0.15)) + stroke(
        "M-150-110l14 110M-90-110l8 110M-30-110v110M30-110v110M90-110l-8 110M150-110l-14 110", p("wood", -0.15), 4
    )
    bands = stroke("M-182-78h364M-170-30h340", p("copper"), 9)
    return (
        tub
        + bands
        + oval(0, -112, 190, 34, p("wood"))
        + oval(0, -110, 170, 26, p("mint", 0.2))
        + placed(steam(p), 0, -120, 0.9)
        + path("M110-130q50-10 66 6l6 70q-40-12-60 0z", p("white"))
        + rect(116, -90, 60, 8, p("rose"))
    )


def stonebath(p: Pen) -> str:
    """An open-air pool among boulders; 620 wide."""
    rim = dots([(-270, -6), (-190, 24), (196, 26), (272, -4)], 52, p("slate", 0.1)) + dots(
        [(-90, 40), (20, 46), (120, 40), (-230, -40), (236, -40)], 38, p("slate", 0.24)
    )
    far = dots([(-120, -62), (0, -70), (120, -62)], 36, p("slate", 0.05))
    return (
        far
        + oval(0, -10, 250, 60, p("mint", 0.1))
        + oval(-20, -18, 190, 36, p("mint", 0.35))
        + rim
        + placed(steam(p), -60, -30, 0.9)
        + placed(steam(p), 110, -30, 0.7)
    )


def fountain(p: Pen) -> str:
    jets = stroke(
        "M0-40V-230M0-230Q-70-250-110-60M0-230Q70-250 110-60M0-200Q-40-230-60-60M0-200Q40-230 60-60", p("white"), 8, 0.8
    )
    return (
        oval(0, 0, 240, 44, p("stone", -0.1))
        + oval(0, -10, 220, 36, p("water", 0.1))
        + block(50, 50, p("stone"), -8)
        + oval(0, -58, 60, 14, p("stone", 0.2))
        + jets
        + oval(0, -4, 120, 14, p("white"), 0.4)
    )


def teaset(p: Pen) -> str:
    """A pot and two cups on a board; 520 wide."""
    board = block(560, 26, p("wood", 0.1)) + block(520, 12, p("timber"), 10)
    pot = (
        path("M-130-30q-30-130 70-140q100 10 70 140z", p("brick2"))
        + path("M-150-110q-60 10-70-40l20-8q10 30 56 20z", p("brick2", -0.1))
        + path("M20-130q70-14 60 50q-10 40-70 36l4-16q46 4 50-26q0-34-46-26z", p("brick2", -0.12))
        + oval(-60, -170, 42, 10, p("brick2", 0.14))
        + circle(-60, -186, 13, p("brick2"))
    )
    cups = "".join(
        path(f"M{x - 46}-96h92q0 66-28 68h-36q-28-2-28-68z", p("white")) + oval(x, -96, 46, 11, p("straw", -0.2))
        for x in (150, 262)
    )
    return (
        board
        + pot
        + cups
        + placed(steam(p), 150, -110, 0.42)
        + placed(steam(p), 262, -110, 0.36)
        + path("M-300-34q40-40 80 0z", p("jade"))
    )


def stall(p: Pen, cloth: str = "red") -> str:
    """A market stall, 300 wide."""
    out = (
        boxes([(-136, -220), (122, -220)], 14, 220, p("timber"))
        + block(290, 84, p("wood"), 0)
        + block(306, 14, p("wood", 0.25), -82)
        + dots([(-110 + 44 * i, -104) for i in range(6)], 19, p("orange"))
        + dots([(-90 + 44 * i, -128) for i in range(5)], 16, p("yellow"))
    )
    for i in range(6):
        out += path(
            f"M{-168 + 56 * i}-200l{12 if i < 3 else -4}-64h{52}l{4 if i < 2 else -8} 64a28 24 0 0 1-56 0z",
            p(cloth) if i % 2 else p("white"),
        )
    return (circle(0, -160, 190, p("lamp"), 0.16) if p.dark else "") + out


def flags(p: Pen) -> str:
    """Bunting, 1240 wide."""
    marks = "".join(f"M{x} {number(60 - (x / 620) ** 2 * 60)}h50l-25 52z" for x in range(-600, 601, 160))
    others = "".join(f"M{x} {number(60 - (x / 620) ** 2 * 60)}h50l-25 52z" for x in range(-520, 601, 160))
    return stroke("M-620 0Q0 120 620 0", p("dark"), 4) + path(marks, p("red")) + path(others, p("yellow"))


def kite(p: Pen, cloth: str = "red") -> str:
    tail = stroke("M0 70q-40 60-10 120t-30 130", p("white"), 4)
    return (
        tail
        + area([(0, -80), (56, 0), (0, 76), (-56, 0)], p(cloth))
        + area([(0, -80), (56, 0), (0, 0)], p("yellow"))
        + area([(0, 76), (-56, 0), (0, 0)], p("yellow"))
        + boxes([(-26, 120), (-40, 200)], 26, 12, p(cloth))
    )


def pipe(p: Pen) -> str:
    """A great water main along a trail, 1240 wide."""
    tube = (
        rect(-620, -120, 1240, 86, p("ink", 0.1))
        + rect(-620, -108, 1240, 16, p("ink", 0.32))
        + rect(-620, -58, 1240, 24, p("ink", -0.2))
    )
    return (
        boxes([(-500, -60), (-200, -60), (100, -60), (400, -60)], 60, 66, p("stone", -0.1))
        + tube
        + boxes([(-508, -128), (-208, -128), (92, -128), (392, -128)], 22, 102, p("ink", 0.22))
    )


def stairs(p: Pen) -> str:
    """Stone steps that climb away into the wood, 620 wide at the foot."""
    out, y, w, x = "", 0.0, 560.0, 0.0
    for i in range(13):
        h = 36 - 1.9 * i
        out += rect(x - w / 2, y - h, w, h + 1, p("stone", -0.02 * i)) + rect(
            x - w / 2, y - h, w, h * 0.3, p("stone", 0.3 - 0.015 * i)
        )
        y -= h
        w *= 0.885
        x += 16 * (1 - i / 7)
    return out


def stones(p: Pen) -> str:
    """Stepping stones over a stream, 900 wide."""
    spots = [(-400, 40, 62), (-270, 16, 54), (-150, 0, 48), (-44, -14, 42), (50, -24, 38), (136, -34, 34)]
    shade = "".join(oval(x, y + 10, r, r * 0.32, p("deep"), 0.4) for x, y, r in spots)
    return shade + "".join(
        oval(x, y, r, r * 0.34, p("stone", -0.08)) + oval(x - 4, y - 5, r * 0.84, r * 0.22, p("stone", 0.2))
        for x, y, r in spots
    )


def falls(p: Pen) -> str:
    """A waterfall between rocks, 420 high."""
    cliff = area([(-220, 0), (-180, -300), (-110, -430), (120, -440), (190, -280), (240, 0)], p("slate", -0.1)) + area(
        [(-220, 0), (-180, -300), (-110, -430), (-60, -200), (-90, 0)], p("slate", 0.12)
    )
    fall = path("M-46-436h96q-10 200 14 436h-140q36-220 30-436z", p("white", 0)) + stroke(
        "M-20-420q10 200-16 400M20-420q0 200 14 400", p("water", 0.1), 8
    )
    return (
        cliff
        + fall
        + oval(0, 2, 200, 34, p("water", 0.25))
        + dots([(-70, -6), (-30, 4), (20, -2), (70, 6)], 24, p("white"), 0.7)
    )


def vent(p: Pen) -> str:
    """A sulphur vent on a bare slope, 420 wide."""
    slope = path("M-260 10Q-120-90-20-76Q130-100 270 10z", p("stone", -0.1)) + path(
        "M-130 0Q-60-60 0-52Q80-60 130 0z", p("yellow", 0.25)
    )
    return (
        slope
        + dots([(-40, -30), (20, -36), (70, -16)], 9, p("yellow", -0.1))
        + placed(steam(p), 0, -46, 1.2)
        + placed(steam(p), 60, -30, 0.8)
    )


def birds(p: Pen) -> str:
    spots = [(0, 0), (64, -30), (120, 6), (190, -44), (-60, -50)]
    return stroke("".join(f"M{x} {y}q14-18 26 0q12-18 26 0" for x, y in spots), p("ink"), 5, 0.7)


def guard(p: Pen) -> str:
    """One of the honour guard, 130 high."""
    return (
        boxes([(-13, -56), (3, -56)], 10, 56, p("ink"))
        + block(38, 60, p("azure", -0.2), -50)
        + rect(-19, -70, 38, 6, p("white"))
        + circle(0, -124, 12, p("skin"))
        + path("M-15-126a15 15 0 0 1 30 0z", p("steel", 0.4))
        + stroke("M22-20v-110", p("wood"), 5)
        + lines([((16, -108), (22, -76))], p("white"), 8)
    )
