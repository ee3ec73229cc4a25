"""From a line of `scenes.json` to a picture.

A scene is "mood backdrop; step; step …", from back to front. A step is the name of a layer and its numbers
("ridge 400 0.5"), or the name of a figure, where it stands, its size and its variants ("temple 600 650 1.1 jade"):
a negative size turns it round, and "mirror" before it adds its reflection in water. "120..300" is a number of the
picture's own between the two.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import ModuleType

from daytrip.drawing import (
    animals,
    bridges,
    exhibits,
    extras,
    houses,
    land,
    memorials,
    museums,
    offerings,
    passages,
    people,
    plants,
    rooms,
    shows,
    springs,
    temples,
    things,
    town,
    works,
)
from daytrip.drawing.land import HEIGHT, WIDTH
from daytrip.drawing.moods import Dice, Pen
from daytrip.drawing.svg import document, number, placed

FIGURES = (
    *(animals, plants, people, things, springs),
    *(bridges, houses, memorials, museums, offerings, passages, temples, town, works),
    *(exhibits, extras, rooms, shows),
)

TURN = 0.02
"""How far a picture's scenery may turn from its palette, as a share of the colour circle."""


def picture(slug: str, number_of: int, scene: str, backdrops: dict[str, str]) -> str:
    dice = Dice(f"{slug}-{number_of}")
    first, *steps = [step.strip() for step in scene.split(";")]
    mood, backdrop = first.split()
    pen = Pen(mood, dice, dice.between(-TURN, TURN))
    layers = [step for step in backdrops[backdrop].split(";") if step]
    return document("".join(drawn(pen, step.split(), i) for i, step in enumerate([*layers, *steps])), WIDTH, HEIGHT)


def drawn(pen: Pen, words: list[str], index: int) -> str:
    mirrored = words[0] == "mirror"
    name, *rest = words[1:] if mirrored else words
    arguments = [measured(pen, word) for word in rest]
    if name in layers():
        return layers()[name](pen, *arguments)
    x, y, scale, *variants = arguments
    content = figures()[name](pen, *variants)
    if not mirrored:
        return placed(content, float(x), float(y), float(scale))
    label = f"f{index}"
    flip = f'<use href="#{label}" transform="matrix(1 0 0 -1 0 {number(2 * float(y))})" opacity=".24"/>'
    return placed(content, float(x), float(y), float(scale), label) + flip


def measured(pen: Pen, word: str) -> float | str:
    if ".." in word:
        low, high = word.split("..")
        return round(pen.dice.between(float(low), float(high)), 2)
    try:
        return float(word)
    except ValueError:
        return word


@cache
def layers() -> dict[str, Callable[..., str]]:
    return own_functions(land)


@cache
def figures() -> dict[str, Callable[..., str]]:
    found: dict[str, Callable[..., str]] = {}
    for module in FIGURES:
        found |= own_functions(module)
    return found


def own_functions(module: ModuleType) -> dict[str, Callable[..., str]]:
    return {name: it for name, it in vars(module).items() if getattr(it, "__module__", "") == module.__name__}
