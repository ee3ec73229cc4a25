from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from banyan.pictures.kinds import Kind
from banyan.pictures.loading import load


@dataclass(frozen=True)
class Size:
    """In pixels as they are encoded: EXIF may ask whoever shows them to turn them."""

    width: int
    height: int


def measure(source: Path | bytes, kind: Kind, *, max_pixels: int) -> Size:
    """Width and height from the header, nothing decoded. Raises NotAPicture, PictureTooLarge. Blocks: use a thread."""
    image = load(source, kind, max_pixels=max_pixels)
    return Size(image.width, image.height)
