"""SVG as text: short, rounded, with nothing in it but shapes."""

from __future__ import annotations

from collections.abc import Iterable

Point = tuple[float, float]


def number(value: float) -> str:
    rounded = round(value, 1)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)


def numbers(points: Iterable[Point]) -> str:
    return " ".join(f"{number(x)} {number(y)}" for x, y in points)


def see_through(opacity: float) -> str:
    return "" if opacity >= 1 else f' opacity="{round(opacity, 2)}"'


def rect(x: float, y: float, w: float, h: float, fill: str, round_by: float = 0, opacity: float = 1) -> str:
    corner = f' rx="{number(round_by)}"' if round_by else ""
    place = f'x="{number(x)}" y="{number(y)}" width="{number(w)}" height="{number(h)}"'
    return f'<rect {place}{corner} fill="{fill}"{see_through(opacity)}/>'


def block(w: float, h: float, fill: str, y: float = 0, x: float = 0, round_by: float = 0) -> str:
    """A rectangle whose lower edge has its middle at (x, y)."""
    return rect(x - w / 2, y - h, w, h, fill, round_by)


def circle(x: float, y: float, r: float, fill: str, opacity: float = 1) -> str:
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}" fill="{fill}"{see_through(opacity)}/>'


def oval(x: float, y: float, rx: float, ry: float, fill: str, opacity: float = 1) -> str:
    place = f'cx="{number(x)}" cy="{number(y)}" rx="{number(rx)}" ry="{number(ry)}"'
    return f'<ellipse {place} fill="{fill}"{see_through(opacity)}/>'


def path(d: str, fill: str, opacity: float = 1) -> str:
    return f'<path d="{d}" fill="{fill}"{see_through(opacity)}/>'


def area(points: Iterable[Point], fill: str, opacity: float = 1) -> str:
    return path(f"M{numbers(points)}Z", fill, opacity)


def stroke(d: str, colour: str, width: float, opacity: float = 1) -> str:
    look = f'fill="none" stroke="{colour}" stroke-width="{number(width)}" stroke-linecap="round"'
    return f'<path d="{d}" {look}{see_through(opacity)}/>'


def lines(parts: Iterable[tuple[Point, Point]], colour: str, width: float, opacity: float = 1) -> str:
    return stroke("".join(f"M{numbers(ends)}" for ends in parts), colour, width, opacity)


def boxes(corners: Iterable[Point], w: float, h: float, fill: str, opacity: float = 1) -> str:
    """Many rectangles of one size in one path, each by its upper left corner."""
    side, down = number(w), number(h)
    return path("".join(f"M{numbers([c])}h{side}v{down}h-{side}z" for c in corners), fill, opacity)


def dots(centres: Iterable[Point], r: float, fill: str, opacity: float = 1) -> str:
    """Many discs of one size in one path."""
    radius, across = number(r), number(2 * r)
    arc = f"a{radius} {radius} 0 1 1 {across} 0a{radius} {radius} 0 1 1-{across} 0"
    return path("".join(f"M{numbers([(x - r, y)])}{arc}" for x, y in centres), fill, opacity)


def arches(feet: Iterable[Point], w: float, h: float, fill: str, opacity: float = 1) -> str:
    """Round-headed openings, each by the middle of its foot."""
    r = w / 2
    up, back = number(h - r), number(r)
    one = f"v-{up}a{back} {back} 0 0 1 {number(w)} 0v{up}z"
    return path("".join(f"M{numbers([(x - r, y)])}{one}" for x, y in feet), fill, opacity)


def placed(content: str, x: float, y: float, scale: float = 1, name: str = "") -> str:
    """A negative scale turns the figure to look the other way."""
    size = f" scale({number_fine(scale)})" if scale > 0 else f" scale({number_fine(scale)} {number_fine(-scale)})"
    label = f' id="{name}"' if name else ""
    return f'<g{label} transform="translate({number(x)} {number(y)}){"" if scale == 1 else size}">{content}</g>'


def number_fine(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def fade(name: str, stops: Iterable[tuple[float, str, float]]) -> str:
    """A gradient from top to bottom: (where from 0 to 1, colour, opacity)."""
    inner = "".join(
        f'<stop offset="{number_fine(at)}" stop-color="{colour}"'
        + ("/>" if opacity == 1 else f' stop-opacity="{number_fine(opacity)}"/>')
        for at, colour, opacity in stops
    )
    return f'<linearGradient id="{name}" x2="0" y2="1">{inner}</linearGradient>'


def document(content: str, width: int, height: int, fit: str = "") -> str:
    keep = f' preserveAspectRatio="{fit}"' if fit else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"{keep}>{content}</svg>\n'
