"""Layers that go from edge to edge: sky, mountains, woods, water, ground. All are 1200 wide and 800 high."""

from __future__ import annotations

from itertools import pairwise

from daytrip.drawing.moods import Pen
from daytrip.drawing.svg import Point, circle, dots, fade, number, numbers, oval, path, placed, rect, stroke

WIDTH, HEIGHT = 1200, 800


def flowing(points: list[Point]) -> str:
    """A smooth line through the middles between points."""
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(points)]
    curves = "".join(f"Q{numbers([p, m])}" for p, m in zip(points[1:-1], middles[1:], strict=True))
    return f"L{numbers([middles[0]])}{curves}L{numbers([points[-1]])}"


def sky(p: Pen) -> str:
    gradient = fade("s", [(0, p("sky"), 1), (0.75, p("glow"), 1)])
    return f"{gradient}{rect(0, 0, WIDTH, HEIGHT, 'url(#s)')}{stars(p) if p.mood == 'night' else ''}"


def sun(p: Pen, x: float, y: float, r: float) -> str:
    halo = 0.12 if p.mood == "night" else 0.25
    return circle(x, y, r * 2.6, p("sun"), halo) + circle(x, y, r * 1.7, p("sun"), halo) + circle(x, y, r, p("sun"))


def stars(p: Pen) -> str:
    places = [(p.dice.between(20, 1180), p.dice.between(15, 330)) for _ in range(26)]
    return dots(places[:17], 1.8, p("sun"), 0.7) + dots(places[17:], 3, p("sun"), 0.8)


def cloud(p: Pen, x: float, y: float, s: float) -> str:
    shape = path(
        "M0 0h210a34 34 0 0 0-20-62a58 58 0 0 0-104-24a44 44 0 0 0-72 30a30 30 0 0 0-14 56z",
        p("glow", 0.6),
        0.25 if p.dark else 0.8,
    )
    return placed(shape, x, y, s)


def ridge(p: Pen, y: float, depth: float, rise: float = 130) -> str:
    """Rounded mountains; depth 0 is the most distant."""
    step = 120
    points: list[Point] = [(-60, y)]
    points += [(x, y - p.dice.between(0.05, 1) * rise) for x in range(-step // 2, WIDTH + step, step)]
    points.append((WIDTH + 60, y))
    return path(f"M-60 {HEIGHT}{flowing(points)}V{HEIGHT}z", p.blend("far", "near", depth))


def peak(p: Pen, x: float, y: float, w: float, h: float, depth: float) -> str:
    """One broad mountain with a lit and a shaded side."""
    colour = p.blend("far", "near", depth)
    a, b = w * 0.5, h
    outline = f"M{numbers([(x - a, y)])}Q{numbers([(x - a * 0.35, y - b * 0.35), (x - a * 0.12, y - b)])}"
    outline += (
        f"Q{numbers([(x, y - b * 1.08), (x + a * 0.12, y - b)])}Q{numbers([(x + a * 0.35, y - b * 0.35), (x + a, y)])}z"
    )
    shade = f"M{numbers([(x + a * 0.05, y - b * 1.03), (x + a * 0.12, y - b)])}"
    shade += f"Q{numbers([(x + a * 0.35, y - b * 0.35), (x + a, y)])}H{number(x + a * 0.1)}"
    shade += f"Q{numbers([(x + a * 0.2, y - b * 0.5), (x + a * 0.05, y - b * 1.03)])}z"
    return path(outline, colour) + path(shade, p("near"), 0.25)


def treeline(p: Pen, y: float, depth: float, size: float = 54) -> str:
    x = -size
    d = f"M{number(x)} {HEIGHT}V{number(y)}"
    while x < WIDTH + size:
        w = p.dice.between(size * 0.8, size * 1.9)
        d += (
            f"a{number(w / 2)} {number(w * p.dice.between(0.5, 0.8))} 0 0 1 {number(w)} {number(p.dice.between(-5, 5))}"
        )
        x += w
    return path(f"{d}V{HEIGHT}z", p.blend("leaf", "deep", depth) if depth >= 0 else p.blend("near", "leaf", 1 + depth))


def ground(p: Pen, y: float, bend: float = 20, colour: str = "ground", shade: float = 0) -> str:
    d = f"M0 {number(y + bend)}Q{numbers([(600, y - bend), (WIDTH, y + bend * 0.6)])}V{HEIGHT}H0z"
    return path(d, p(colour, shade))


def plaza(p: Pen, y: float) -> str:
    base = rect(0, y, WIDTH, HEIGHT - y, p("stone", 0.3))
    joints = [((600 + k * 80, y), (600 + k * 400, HEIGHT)) for k in range(-6, 7)]
    d = "".join(f"M{numbers(ends)}" for ends in joints)
    rows = "".join(f"M0 {number(y + (HEIGHT - y) * at)}H{WIDTH}" for at in (0.1, 0.28, 0.56))
    return base + stroke(d + rows, p("stone", -0.12), 2, 0.6)


def water(p: Pen, y: float, lower: float = HEIGHT) -> str:
    gradient = fade("w", [(0, p.blend("water", "glow", 0.45), 1), (1, p("water", -0.12), 1)])
    ripples = ""
    for _ in range(13):
        at = p.dice.between(0, 1) ** 1.4
        length = 30 + 130 * at
        ripples += f"M{number(p.dice.between(-40, 1180))} {number(y + 12 + (lower - y - 20) * at)}h{number(length)}"
    return f"{gradient}{rect(0, y, WIDTH, lower - y, 'url(#w)')}{stroke(ripples, p('glow', 0.4), 4, 0.45)}"


def mist(p: Pen, y: float, h: float = 120) -> str:
    name = f"m{int(y)}"
    white = p("glow", 0.45)
    gradient = fade(name, [(0, white, 0), (0.5, white, 0.75), (1, white, 0)])
    return f"{gradient}{rect(0, y - h / 2, WIDTH, h, f'url(#{name})')}"


def trail(p: Pen, x: float, y: float, colour: str = "cream") -> str:
    """A path that winds from the front to (x, y)."""
    d = f"M{numbers([(x - 6, y)])}C{numbers([(x + 130, y + 50), (x - 260, y + 100), (x - 160, HEIGHT)])}"
    d += f"h300C{numbers([(x + 20, y + 120), (x + 230, y + 50), (x + 8, y)])}z"
    return path(d, p(colour, -0.04))


def lane(p: Pen, y: float, h: float = 60) -> str:
    """A bikeway across the picture."""
    d = f"M0 {number(y + 24)}Q{numbers([(600, y - 24), (WIDTH, y + 16)])}"
    d += f"v{number(h)}Q{numbers([(600, y + h - 30), (0, y + h + 34)])}z"
    dash = f"M0 {number(y + h * 0.5 + 28)}Q{numbers([(600, y + h * 0.5 - 27), (WIDTH, y + h * 0.5 + 16)])}"
    marks = f'<path d="{dash}" fill="none" stroke="{p("white")}" stroke-width="4" stroke-dasharray="34 30"/>'
    return path(d, p.blend("stone", "near", 0.28)) + marks


def paddies(p: Pen, y: float) -> str:
    fields: dict[str, str] = {}
    for row, (top, bottom) in enumerate(((0, 34), (34, 84), (84, 160), (160, 300))):
        near, far = 90 + bottom * 2.1, 90 + top * 2.1
        for column in range(-3, 3):
            left, right = 600 + column * far + 3, 600 + (column + 1) * far - 3
            corners = [
                (left, y + top + 2),
                (right, y + top + 2),
                (600 + (column + 1) * near - 4, y + bottom - 2),
                (600 + column * near + 4, y + bottom - 2),
            ]
            fill = p("water", 0.15) if (row * 2 + column) % 3 == 0 else p("ground", -0.1 * ((row + column) % 2))
            fields[fill] = fields.get(fill, "") + f"M{numbers(corners)}z"
    return rect(0, y, WIDTH, HEIGHT - y, p("leaf")) + "".join(path(d, fill) for fill, d in fields.items())


def pool(p: Pen, x: float, y: float, rx: float, ry: float, colour: str = "water") -> str:
    edge = oval(x, y + 5, rx + 16, ry + 10, p("stone", -0.15))
    light = stroke(
        f"M{numbers([(x - rx * 0.5, y - ry * 0.2)])}h{number(rx * 0.5)}"
        f"M{numbers([(x, y + ry * 0.4)])}h{number(rx * 0.4)}",
        p("white"),
        4,
        0.5,
    )
    return edge + oval(x, y, rx, ry, p(colour)) + light
