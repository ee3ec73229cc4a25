"""Animals, 0, 0 between their feet."""

from __future__ import annotations

from daytrip.drawing.moods import Pen
from daytrip.drawing.svg import area, boxes, circle, dots, oval, path, placed, stroke


def giraffe(p: Pen) -> str:
    coat, spot = p("yellow", 0.1), p("wood", -0.1)
    out = boxes([(-70, -150), (-44, -150), (30, -150), (54, -150)], 18, 150, coat) + boxes(
        [(-70, -14), (-44, -14), (30, -14), (54, -14)], 18, 14, p("timber")
    )
    out += path("M-90-140q0-80 90-84l60-190q16-20 40-6l-20 120q-6 120-14 190q-80 20-146-10z", coat) + path(
        "M60-410q10-34 46-36q40 20 66 44q-6 24-44 22l-50 20z", coat
    )
    out += (
        stroke("M86-446v-30M104-448v-28", spot, 8)
        + circle(108, -424, 6, p("dark"))
        + area([(66, -434), (36, -448), (50, -420)], coat)
        + stroke("M-88-130q-30 30-20 80", spot, 7)
    )
    spots = dots([(-60, -170), (-20, -190), (22, -180), (-34, -146), (10, -140), (44, -146)], 14, spot) + dots(
        [(56, -230), (62, -280), (74, -330), (84, -380), (40, -200), (86, -300), (76, -250)], 10, spot
    )
    return out + spots


def elephant(p: Pen) -> str:
    skin, shade = p("steel", 0.12), p("steel", -0.1)
    out = boxes([(-120, -90), (60, -90)], 46, 90, shade) + path(
        "M-160-90q-10-130 120-140q150-10 160 100v130h-50v-70h-140v70h-56q-30-30-34-90z", skin
    )
    out += path("M70-210q80-50 130 10q20 40 14 100q0 60 36 60v28q-70 0-66-84q-50 10-90-30z", skin) + path(
        "M66-220q70 0 66 80q-50 20-84-30z", shade
    )
    return (
        out
        + circle(164, -172, 6, p("dark"))
        + path("M178-110q30 20 54 0q-14 34-50 24z", p("white"))
        + stroke("M-158-100q-24 30-16 70", shade, 8)
    )


def panda(p: Pen) -> str:
    """Seated, with bamboo."""
    dark, white = p("dark"), p("white")
    out = (
        oval(0, -76, 100, 80, white)
        + dots([(-66, -18), (66, -18)], 40, dark)
        + dots([(-62, -210), (62, -210)], 27, dark)
        + oval(0, -166, 88, 74, white)
    )
    out += (
        placed(oval(0, 0, 19, 25, dark), -34, -170)
        + placed(oval(0, 0, 19, 25, dark), 34, -170)
        + dots([(-32, -174), (32, -174)], 6, white)
        + oval(0, -142, 13, 9, dark)
        + stroke("M-14-126q14 12 28 0", dark, 5)
    )
    return (
        out
        + stroke("M-84-110q30 60 76 30M84-110q-20 50-60 40", dark, 38)
        + stroke("M-30-40L70-210", p("leaf"), 12)
        + path("M60-190q40-30 70-10q-30 24-70 10zM66-204q10-44 46-50q-8 40-46 50z", p("deep"))
    )


def penguin(p: Pen) -> str:
    out = path("M-44 0q-24-130 0-170q10-50 44-50t44 50q24 40 0 170z", p("ink", -0.2)) + path(
        "M-28-4q-18-110 4-136q12-22 24-10q12-12 24 10q22 26 4 136z", p("white")
    )
    return (
        out
        + dots([(-14, -182), (14, -182)], 5, p("white"))
        + area([(-12, -172), (12, -172), (0, -152)], p("orange"))
        + path("M-42 2q10-14 34 0zM8 2q24-14 34 0z", p("orange"))
        + stroke("M-46-130q-30 40-16 80M46-130q30 40 16 80", p("ink", -0.2), 15)
        + oval(0, -136, 24, 10, p("yellow"), 0.8)
    )


def egret(p: Pen) -> str:
    """Standing in the shallows, 220 high."""
    legs = stroke("M-6-70v70M14-70v70", p("dark"), 5)
    body = path(
        "M-70-70q20-60 80-50q10-30-2-50q-10-40 22-46q24 0 24 18q-10-6-22 2q-10 12 0 34q14 60-30 84q-40 20-72 8z",
        p("white"),
    )
    return (
        legs
        + body
        + path("M48-206l44 12l-42 6z", p("orange"))
        + circle(36, -204, 4, p("dark"))
        + stroke("M-60-74q30-34 60-30", p("stone"), 5)
    )


def duck(p: Pen) -> str:
    body = path(
        "M-70-20q-10-30-20-34q40 10 60 0q20-20 56-4q-6-50 28-52q26 2 24 26l22 8q-10 12-28 10q10 40-30 50q-70 20-112-4z",
        p("wood", 0.1),
    )
    return (
        body
        + path("M28-56q-4-50 26-52q26 2 24 26q-6 26-24 30z", p("jade"))
        + circle(60, -88, 4, p("white"))
        + path("M78-84l26 8q-10 12-28 8z", p("yellow"))
        + path("M-50-26q30-30 70-10q-20 26-70 10z", p("white"), 0.8)
        + oval(0, 4, 130, 7, p("white"), 0.4)
    )


def monkey(p: Pen) -> str:
    """Sitting on a branch, 190 high."""
    fur, face = p("wood", -0.12), p("skin")
    tail = stroke("M-40-10Q-110 40-80 100", fur, 13)
    body = (
        path("M-54 0q-10-110 54-116q64 6 54 116z", fur)
        + oval(0, -44, 28, 40, p("straw", -0.1))
        + stroke("M-44-80q-30 40 10 70M44-80q34 30 0 66", p("wood", -0.25), 17)
    )
    return (
        tail
        + body
        + dots([(-46, -146), (46, -146)], 16, face)
        + circle(0, -148, 46, fur)
        + path("M-30-150q0-26 15-26t15 10q0-10 15-10t15 26q0 36-30 36t-30-36z", face)
        + dots([(-13, -152), (13, -152)], 5, p("dark"))
        + stroke("M-8-128q8 6 16 0", p("dark"), 4)
    )


def butterfly(p: Pen, wing: str = "orange") -> str:
    wings = path(
        "M0 0Q-60-90-96-50Q-100-6-10 4Q-80 20-56 56Q-20 60 0 8Q20 60 56 56Q80 20 10 4Q100-6 96-50Q60-90 0 0z", p(wing)
    )
    return (
        wings
        + dots([(-62, -34), (62, -34), (-42, 34), (42, 34)], 11, p("lamp"))
        + stroke("M0-24v66M0-24q-10-24-26-30M0-24q10-24 26-30", p("dark"), 6)
    )


def dragonfly(p: Pen) -> str:
    wings = "".join(
        placed(oval(0, 0, 80, 15, p("white"), 0.7), x, y) for x, y in ((-76, -14), (76, -14), (-66, 18), (66, 18))
    )
    return wings + stroke("M0-20V130", p("red"), 10) + circle(0, -34, 17, p("red", -0.2))


def fish(p: Pen, scale: str = "orange") -> str:
    body = path("M-90 0Q-20-64 70-6Q80 0 70 6Q-20 64-90 0l-50-36q10 36 0 72z", p(scale)) + path(
        "M-20-36q20-36 56-20q-10 16-16 28z", p(scale, -0.2)
    )
    return body + path("M-40-26q30 26 0 52q40-4 50-26q-10-22-50-26z", p("white"), 0.8) + circle(46, -8, 6, p("dark"))


def turtle(p: Pen) -> str:
    shell = path("M-80-14a80 62 0 0 1 160 0z", p("deep")) + path("M-46-20l22-34h48l22 34z", p("leaf"))
    return (
        dots([(-56, -6), (50, -6)], 17, p("jade", 0.2))
        + oval(100, -26, 26, 18, p("jade", 0.2))
        + shell
        + circle(110, -32, 4, p("dark"))
    )
