from __future__ import annotations

from pathlib import Path

from banyan.pictures.kinds import Kind
from banyan.pictures.measure import measure
from banyan.pictures.resize import resize
from banyan.pictures.variants import Variant


def square(source: Path | bytes, kind: Kind, edge: int, *, max_pixels: int) -> bytes:
    """The middle of a picture as a WebP of `edge` × `edge` pixels, or of fewer where the picture has fewer, encoded
    anew: upright, in sRGB, without metadata and without whatever else was in the file. Raises NotAPicture, also for a
    torn or damaged one, and PictureTooLarge. Blocks: use `in_turn`."""
    size = measure(source, kind, max_pixels=max_pixels)
    side = min(edge, size.width, size.height)
    return resize(source, kind, Variant(side, side, "cover", "webp"), max_pixels=max_pixels, strict=True)
