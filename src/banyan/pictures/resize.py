from __future__ import annotations

from pathlib import Path
from typing import Any

from banyan.pictures.kinds import Kind
from banyan.pictures.loading import load
from banyan.pictures.refusals import NotAPicture
from banyan.pictures.variants import Variant

_SAVE: dict[str, tuple[str, dict[str, Any]]] = {
    "jpeg": ("jpegsave_buffer", {"Q": 82, "optimize_coding": True, "background": [255, 255, 255]}),
    "png": ("pngsave_buffer", {"compression": 7}),
    "webp": ("webpsave_buffer", {"Q": 80, "effort": 3}),
}
# EXIF orientations that lay a picture on its side.
_SIDEWAYS = (5, 6, 7, 8)


def resize(source: Path | bytes, kind: Kind, variant: Variant, *, max_pixels: int, strict: bool = False) -> bytes:
    """An encoded copy in sRGB: turned upright by its EXIF, never enlarged, without metadata. `strict`: what is torn or
    damaged is not a picture, rather than one that is grey from there on. Raises NotAPicture, PictureTooLarge. Blocks:
    use `in_turn`."""
    care: dict[str, Any] = {"fail_on": "error"} if strict else {}
    image = load(source, kind, max_pixels=max_pixels, **care)
    width, height = _box(image, variant)
    crop = "centre" if variant.fit == "cover" and variant.width and variant.height else "none"
    times = _times_smaller(image, width, height, covers=crop == "centre")
    if options := _decoded_smaller(kind, times):
        image = load(source, kind, max_pixels=max_pixels, **care, **options)
    operation, settings = _SAVE[variant.format]
    from pyvips import Error

    try:
        small = image.thumbnail_image(width, height=height, size="down", crop=crop, output_profile="srgb")
        return bytes(getattr(small, operation)(keep="none", **settings))
    except Error:
        raise NotAPicture from None


def _box(image: Any, variant: Variant) -> tuple[int, int]:
    """An edge that was not named does not bind."""
    unbound = max(image.width, image.height) * 2
    return variant.width or unbound, variant.height or unbound


def _times_smaller(image: Any, width: int, height: int, *, covers: bool) -> float:
    sideways = image.get_typeof("orientation") and image.get("orientation") in _SIDEWAYS
    across, down = (image.height, image.width) if sideways else (image.width, image.height)
    return float((min if covers else max)(across / width, down / height))


def _decoded_smaller(kind: Kind, times: float) -> dict[str, Any]:
    """The loader's options by which it decodes fewer pixels in the first place: a large photo then takes a fraction of
    the time and memory. A factor of two or more is left to the resizing proper, which is the better one."""
    factor = next((factor for factor in (8, 4, 2) if times >= 2 * factor), 1)
    if factor == 1:
        return {}
    options: dict[str, dict[str, Any]] = {"jpegload": {"shrink": factor}, "webpload": {"scale": 1 / factor}}
    return options.get(kind.loader, {})
