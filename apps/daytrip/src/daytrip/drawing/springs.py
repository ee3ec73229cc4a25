"""Hot water and cold: springs, baths, falls, and the stones beside them."""

from __future__ import annotations

from daytrip.drawing.moods import Pen
from daytrip.drawing.svg import area, block, boxes, dots, oval, path, placed, rect, stroke


def steam(p: Pen) -> str:
    """Rising plumes, 300 high."""
    plume = path(
        "M-16 0C-76-90 50-140-12-230C-18-260-4-290 16-312C10-282 36-262 36-224C36-140-18-110 20 0z", p("white"), 0.45
    )
    return placed(plume, -56, 6, 0.8) + placed(plume, 0, 0) + placed(plume, 60, 10, 0.66)


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
    one = (
        oval(0, 10, 60, 20, p("deep"), 0.4)
        + oval(0, 0, 60, 20, p("stone", -0.08))
        + oval(-4, -5, 50, 13, p("stone", 0.2))
    )
    spots = ((-400, 40, 1.0), (-270, 16, 0.9), (-150, 0, 0.8), (-44, -14, 0.7), (50, -24, 0.6), (136, -34, 0.5))
    return "".join(placed(one, x, y, s) for x, y, s in spots)


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
