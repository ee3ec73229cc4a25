from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from banyan.base import UserError
from banyan.pictures.kinds import Kind


class NotAPicture(UserError):
    name = "not_a_picture"
    message = "These bytes are not a picture of an accepted kind."


class PictureTooLarge(UserError):
    name = "picture_too_large"
    status = 413
    message = "The picture is too large."


@dataclass(frozen=True)
class Size:
    width: int
    height: int


def measure(source: Path | bytes, kind: Kind, *, max_pixels: int) -> Size:
    """Width and height from the header, nothing decoded. Raises NotAPicture, PictureTooLarge. Blocks: use a thread."""
    image = load(source, kind)
    size = Size(image.width, image.height)
    if size.width * size.height > max_pixels:
        raise PictureTooLarge
    return size


def load(source: Path | bytes, kind: Kind) -> Any:
    """An opened, not yet decoded, pyvips image. Raises NotAPicture."""
    vips = _vips()
    try:
        if isinstance(source, bytes):
            return vips.Operation.call(f"{kind.loader}_buffer", source)
        return vips.Operation.call(kind.loader, str(source))
    except vips.Error:
        raise NotAPicture from None


@cache
def _vips() -> Any:
    # Imported when the first picture comes: it costs every process megabytes. What is decoded is somebody's upload:
    # loaders that libvips itself does not trust are off, and nothing is kept in its cache.
    import pyvips

    pyvips.block_untrusted_set(True)
    pyvips.cache_set_max(0)
    return pyvips
