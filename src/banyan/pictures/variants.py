from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Fit = Literal["cover", "contain"]
Format = Literal["jpeg", "png", "webp"]
FORMATS: tuple[Format, ...] = get_args(Format)
EXTENSIONS: dict[Format, str] = {"jpeg": "jpg", "png": "png", "webp": "webp"}

# So that whoever asks for every size in turn fills no disk: an edge is the next of these, never enlarged.
EDGES = (
    *(32, 48, 64, 80, 100, 120, 128, 160, 200, 240, 256, 300, 320, 400, 480, 500, 512, 600, 640),
    *(720, 750, 768, 800, 960, 1024, 1080, 1200, 1280, 1600, 1920, 2048),
)


@dataclass(frozen=True)
class Variant:
    """A copy to be made. With one edge None the other decides."""

    width: int | None
    height: int | None
    fit: Fit
    format: Format

    @property
    def name(self) -> str:
        """Short and stable: `320x240-cover.webp`."""
        return f"{self.width or ''}x{self.height or ''}-{self.fit}.{EXTENSIONS[self.format]}"


def choose_variant(
    width: int | None, height: int | None, fit: Fit, format_: Format, *, edges: tuple[int, ...] = EDGES
) -> Variant:
    """The allowed variant that is the next larger one to what was asked for. `edges`: in pixels, ascending."""
    return Variant(_next(width, edges), _next(height, edges), fit, format_)


def _next(edge: int | None, edges: tuple[int, ...]) -> int | None:
    if edge is None:
        return None
    return next((allowed for allowed in edges if allowed >= edge), edges[-1])
