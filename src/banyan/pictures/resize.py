from __future__ import annotations

from pathlib import Path
from typing import Any

from banyan.pictures.kinds import Kind
from banyan.pictures.measure import NotAPicture, PictureTooLarge, load
from banyan.pictures.variants import Variant

_SAVE: dict[str, tuple[str, dict[str, Any]]] = {
    "jpeg": ("jpegsave_buffer", {"Q": 82, "optimize_coding": True, "background": [255, 255, 255]}),
    "png": ("pngsave_buffer", {"compression": 7}),
    "webp": ("webpsave_buffer", {"Q": 80, "effort": 3}),
}


def resize(source: Path | bytes, kind: Kind, variant: Variant, *, max_pixels: int) -> bytes:
    """An encoded copy: turned upright by its EXIF, never enlarged, without metadata. Raises NotAPicture,
    PictureTooLarge. Blocks: use a thread."""
    image = load(source, kind)
    if image.width * image.height > max_pixels:
        raise PictureTooLarge
    from pyvips import Error

    width, height = _box(image, variant)
    crop = "centre" if variant.fit == "cover" and variant.width and variant.height else "none"
    operation, options = _SAVE[variant.format]
    try:
        small = image.thumbnail_image(width, height=height, size="down", crop=crop)
        return bytes(getattr(small, operation)(keep="none", **options))
    except Error:
        raise NotAPicture from None


def _box(image: Any, variant: Variant) -> tuple[int, int]:
    """An edge that was not named does not bind."""
    unbound = max(image.width, image.height) * 2
    return variant.width or unbound, variant.height or unbound
