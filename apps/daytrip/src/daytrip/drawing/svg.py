"""SVG as text: short, rounded, with nothing in it but shapes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

Point = tuple[float, float]


def number(value: float) -> str:
    rounded = round(value) if abs(value) >= 8 else round(value, 1)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)


def numbers(points: Iterable[Point]) -> str:
    return " ".join(f"{number(x)} {number(y)}" for x, y in points)


def see_through(opacity: float) -> str:
    return "" if opacity >= 1 else f' opacity="{round(opacity, 2)}"'


def rect(x: float, y: float, w: float, h: float, fill: str, round_by: float = 0, opacity: float = 1) -> str:
    if not round_by:
        return boxes([(x, y)], w, h, fill, opacity)
    place = f'x="{number(x)}" y="{number(y)}" width="{number(w)}" height="{number(h)}"'
    return f'<rect {place} rx="{number(round_by)}" fill="{fill}"{see_through(opacity)}/>'


def block(w: float, h: float, fill: str, y: float = 0, x: float = 0, round_by: float = 0) -> str:
    """A rectangle whose lower edge has its middle at (x, y)."""
    return rect(x - w / 2, y - h, w, h, fill, round_by)


def circle(x: float, y: float, r: float, fill: str, opacity: float = 1) -> str:
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}" fill="{fill}"{see_through(opacity)}/>'


def ring(x: float, y: float, r: float, colour: str, width: float) -> str:
    place = f'cx="{number(x)}" cy="{number(y)}" r="{number(r)}"'
    return f'<circle {place} fill="none" stroke="{colour}" stroke-width="{number(width)}"/>'


def oval(x: float, y: float, rx: float, ry: float, fill: str, opacity: float = 1) -> str:
    place = f'cx="{number(x)}" cy="{number(y)}" rx="{number(rx)}" ry="{number(ry)}"'
    return f'<ellipse {place} fill="{fill}"{see_through(opacity)}/>'


def path(d: str, fill: str, opacity: float = 1) -> str:
    return f'<path d="{d}" fill="{fill}"{see_through(opacity)}/>'


def area(points: Iterable[Point], fill: str, opacity: float = 1) -> str:
    return path(f"M{numbers(points)}Z", fill, opacity)


def stroke(d: str, colour: str, width: float, opacity: float = 1) -> str:
    look = f'fill="none" stroke="{colour}" stroke-width="{number(width)}"'
    return f'<path d="{d}" {look}{see_through(opacity)}/>'


def lines(parts: Iterable[tuple[Point, Point]], colour: str, width: float, opacity: float = 1) -> str:
    return stroke("".join(f"M{numbers(ends)}" for ends in parts), colour, width, opacity)


def boxes(corners: Iterable[Point], w: float, h: float, fill: str, opacity: float = 1) -> str:
    """Many rectangles of one size in one path, each by its upper left corner."""
    places = list(corners)
    if len(places) < 8:
        side = number(w)
        return path("".join(f"M{numbers([c])}h{side}v{number(h)}h-{side}z" for c in places), fill, opacity)
    # So many are shorter as broad strokes with straight ends.
    d = "".join(f"M{numbers([(x + w / 2, y)])}v{number(h)}" for x, y in places)
    return stroke(d, fill, w, opacity).replace("/>", ' stroke-linecap="butt"/>')


def dots(centres: Iterable[Point], r: float, fill: str, opacity: float = 1) -> str:
    """Many discs of one size in one path: lines of no length, whose round ends are the discs."""
    return stroke("".join(f"M{numbers([centre])}h0" for centre in centres), fill, 2 * r, opacity)


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


def shared(content: str) -> str:
    """What is placed again is written once: of equal innermost groups the later ones point to the first."""
    names: dict[str, str] = {}
    innermost = re.compile(r'<g( id="\w+")?( transform="[^"]+")>((?:(?!</?g[ >]).)+)</g>')
    often = Counter(found[3] for found in innermost.finditer(content))

    def written(found: re.Match[str]) -> str:
        label, place, inner = found[1] or "", found[2], found[3]
        if often[inner] < 2 or len(inner) < 60:
            return found[0]
        if inner in names:
            return (
                f'<g{label}{place}><use href="#{names[inner]}"/></g>'
                if label
                else f'<use href="#{names[inner]}"{place}/>'
            )
        names[inner] = f"u{len(names)}"
        return f'<g{label}{place}><g id="{names[inner]}">{inner}</g></g>'

    return innermost.sub(written, content)


def document(content: str, width: int, height: int, fit: str = "") -> str:
    content = re.sub(r' d="[^"]+"', lambda found: found[0].replace(" -", "-"), shared(content))
    keep = f' preserveAspectRatio="{fit}"' if fit else ""
    look = f'viewBox="0 0 {width} {height}" stroke-linecap="round"{keep}'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {look}>{content}</svg>\n'
