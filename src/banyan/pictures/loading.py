from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from banyan.pictures.kinds import Kind
from banyan.pictures.refusals import NotAPicture, PictureTooLarge

# Of an animation: far more than any that is drawn, far fewer than the millions that fit in an upload.
_MAX_FRAMES = 1000


def load(source: Path | bytes, kind: Kind, *, max_pixels: int, **options: Any) -> Any:
    """The first frame as a pyvips image, opened and not yet decoded, to be read once from top to bottom. `options` are
    the loader's. Raises NotAPicture, PictureTooLarge."""
    image = _open(source, kind, {"access": "sequential", **options})
    if image.width * image.height > max_pixels or _frames(image) > _MAX_FRAMES:
        raise PictureTooLarge
    return image


def _open(source: Path | bytes, kind: Kind, options: dict[str, Any]) -> Any:
    vips = _vips()
    try:
        if isinstance(source, bytes):
            return vips.Operation.call(f"{kind.loader}_buffer", source, **options)
        return vips.Operation.call(kind.loader, str(source), **options)
    except vips.Error:
        raise NotAPicture from None


def _frames(image: Any) -> int:
    return int(image.get("n-pages")) if image.get_typeof("n-pages") else 1


@cache
def _vips() -> Any:
    # Imported when the first picture comes: it costs every process megabytes. What is decoded is somebody's upload:
    # loaders that libvips itself does not trust are off, and nothing is kept in its cache. One thread a picture: how
    # many pictures are at work at once is the callers' to say.
    import pyvips

    pyvips.block_untrusted_set(True)
    pyvips.cache_set_max(0)
    pyvips.concurrency_set(1)
    return pyvips
