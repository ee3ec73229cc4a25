"""Light and colour: one family of palettes, an hour or a weather each, in which every material is seen."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from hashlib import sha256

SCENERY = ("sky", "glow", "sun", "far", "near", "ground", "leaf", "deep", "water")

# Per mood the colours of SCENERY, then the colour of the air and how much of it lies on every building.
MOODS = {
    "morning": ("#b9dde3 #fdeedb #fff8e4 #a3cbcd #5f9c91 #b3cd92 #7bb07a #3f7a6b #a3d3d6", "#fff0da", 0.08),
    "noon": ("#86c5de #e4f3ee #fffbe6 #93bccb #4d9183 #b9d28a #67a868 #2f6d5a #7bbfd0", "#eaf6f2", 0.04),
    "spring": ("#cfe3ee #fdeae6 #fffaf0 #b7c9da #84ae9b #c6d9a0 #8cba7c #4d8a6d #aed7dc", "#fdeef0", 0.08),
    "golden": ("#f2c48d #fdeed2 #fff7d6 #dcae90 #93815f #d5ba74 #a0a457 #56694a #eecb9f", "#ffcf8a", 0.16),
    "dusk": ("#62689f #f7b795 #ffe0ac #9085b2 #535b85 #6c7480 #5a7a76 #344d60 #b493ae", "#8a6f9c", 0.15),
    "night": ("#18264a #55699a #f8f0cf #3b5282 #243b61 #30495e #33625f #183543 #2f4f7b", "#24366a", 0.26),
    "mist": ("#d5e0de #f4f3ea #ffffff #c0d1ce #8ba9a2 #b6c6a8 #8bab94 #517a6f #c6dad9", "#e6ece8", 0.2),
    "autumn": ("#bcd6df #fbebd0 #fff6df #b0bfc4 #7f9180 #d9c48a #c9934f #8a6840 #a6c8ce", "#fbe3bd", 0.1),
}

MATERIALS = {
    "brick": "#b9573f", "brick2": "#9c4535", "cream": "#f3e4c6", "white": "#fbf7ee", "stone": "#cfc6b5",
    "slate": "#5e6a70", "dark": "#3a3438", "wood": "#a8744a", "timber": "#6e4a35", "gold": "#e2a33c",
    "jade": "#3f8f7a", "azure": "#3a6fae", "red": "#c8402f", "rose": "#e88a93", "pink": "#f4b7c0",
    "lamp": "#ffd98a", "glass": "#9fc9d3", "steel": "#8d9aa3", "copper": "#c77b45", "straw": "#e6d79c",
    "paper": "#fff8e6", "skin": "#e8b58f", "ink": "#2f3f4f", "sea": "#2f7f95", "violet": "#8e7bb5",
    "mint": "#8fd0c0", "orange": "#e8853f", "yellow": "#f3c94f", "bark": "#6b5444",
}  # fmt: skip

GLOWING = frozenset({"lamp", "paper"})


class Dice:
    """Numbers that look thrown and are the same on every machine and in every release of Python."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._throws = 0

    def between(self, low: float, high: float) -> float:
        self._throws += 1
        thrown = sha256(f"{self._seed}/{self._throws}".encode()).digest()
        return low + (high - low) * int.from_bytes(thrown[:6], "big") / 2**48


def parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def written(red: float, green: float, blue: float) -> str:
    return "#" + "".join(f"{round(min(1, max(0, part)) * 255):02x}" for part in (red, green, blue))


def mixed(one: str, other: str, share: float) -> str:
    red, green, blue = (a + (b - a) * share for a, b in zip(parts(one), parts(other), strict=True))
    return written(red, green, blue)


def turned(colour: str, hue: float) -> str:
    h, lightness, s = colorsys.rgb_to_hls(*parts(colour))
    return written(*colorsys.hls_to_rgb((h + hue) % 1, lightness, s))


@dataclass(frozen=True)
class Pen:
    """What a motif is drawn with: `pen("brick", -0.2)` is brick in the shade, in this hour's light."""

    mood: str
    dice: Dice
    hue: float = 0
    """A small turn of the scenery's colours, so that two sights in one mood are not twins."""

    def __call__(self, name: str, shade: float = 0) -> str:
        scenery, air, share = MOODS[self.mood]
        if name in SCENERY:
            colour = turned(scenery.split()[SCENERY.index(name)], 0 if name == "sun" else self.hue)
        else:
            colour = mixed(MATERIALS[name], air, 0 if name in GLOWING else share)
        if shade:
            colour = mixed(colour, "#ffffff" if shade > 0 else mixed("#20243a", air, 0.15), abs(shade))
        return colour

    def blend(self, one: str, other: str, share: float) -> str:
        return mixed(self(one), self(other), share)

    @property
    def dark(self) -> bool:
        return self.mood in ("night", "dusk")

    @property
    def pane(self) -> str:
        """A window: lit after dark."""
        return self("lamp") if self.dark else self("slate", -0.1)
