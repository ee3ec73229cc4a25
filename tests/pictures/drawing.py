from __future__ import annotations

from typing import Any

import pyvips

from banyan.pictures import KINDS, Variant, resize

LIMIT = 50_000_000


def plain(colour: list[int], width: int = 400, height: int = 200) -> Any:
    return (pyvips.Image.black(width, height, bands=len(colour)) + colour).cast("uchar").copy(interpretation="srgb")


def copied(content: bytes, extension: str, variant: Variant) -> Any:
    return pyvips.Image.new_from_buffer(resize(content, KINDS[extension], variant, max_pixels=LIMIT), "")
