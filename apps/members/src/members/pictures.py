from __future__ import annotations

import asyncio
import os
from typing import Annotated, Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, FromQuery, QueryParameter

from banyan.api import RangeNotSatisfiable, serve_stored
from banyan.pictures import KINDS, Fit, Format, Kind, PictureTooLarge, Variant, choose_variant, resize
from banyan.policy import PublicFiles
from banyan.storage import NotStored, Storage, StoredFile

PICTURES = PublicFiles("/static/image", "image", computed_by=("w", "h", "fit", "format"))
AnyRequest = Request[Any, Any, Any]
Edge = Annotated[int | None, QueryParameter(ge=1, le=10_000)]
# What a copy is encoded as when no format is asked for.
_COPIES: dict[str, Format] = {"jpg": "jpeg", "png": "png", "gif": "webp", "webp": "webp", "avif": "webp"}
_TYPES: dict[Format, str] = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
# Decoding takes a core and megabytes: no more of it at once in a process than there are cores.
_decoding = asyncio.Semaphore(os.cpu_count() or 1)


class PictureController(Controller):
    path = PICTURES.path
    tags = ("upload",)
    opt = {"logger": "upload"}  # noqa: RUF012  Litestar's own way to say it

    @get(
        "/{name:str}",
        responses={
            200: ResponseSpec(bytes, media_type="image/*", description="The picture.", generate_examples=False),
            206: ResponseSpec(bytes, media_type="image/*", description="A part of it.", generate_examples=False),
            304: ResponseSpec(None, description="As the client has it."),
        },
        raises=[RangeNotSatisfiable],
        errors=(NotStored, PictureTooLarge),
    )
    async def picture(
        self,
        request: AnyRequest,
        name: FromPath[str],
        storage: NamedDependency[Storage],
        max_pixels: NamedDependency[int],
        w: Edge = None,
        h: Edge = None,
        fit: FromQuery[Fit | None] = None,
        format_: Annotated[Format | None, QueryParameter(name="format")] = None,
    ) -> Response[Any]:
        """An uploaded picture; with any argument a copy resized to `w` and `h`, which is made once and kept."""
        kind = _kind_of(name)
        if w is None and h is None and fit is None and format_ is None:
            return serve_stored(request, await storage.open(f"image/{name}"), kind.content_type)
        variant = choose_variant(w, h, fit or "contain", format_ or _COPIES[kind.extension])
        return serve_stored(request, await _copy(storage, name, kind, variant, max_pixels), _TYPES[variant.format])


def _kind_of(name: str) -> Kind:
    stem, _, extension = name.rpartition(".")
    if extension not in KINDS or not stem.isalnum() or not stem.isascii() or stem.lower() != stem or len(stem) > 64:
        raise NotStored
    return KINDS[extension]


async def _copy(storage: Storage, name: str, kind: Kind, variant: Variant, max_pixels: int) -> StoredFile:
    key = f"copies/{name}/{variant.name}"
    try:
        return await storage.open(key)
    except NotStored:
        original = await storage.open(f"image/{name}")
    source = storage.local_path(f"image/{name}") or b"".join([chunk async for chunk in original.chunks()])
    async with _decoding:
        copy = await asyncio.to_thread(resize, source, kind, variant, max_pixels=max_pixels)
    await storage.put(key, copy, content_type=_TYPES[variant.format])
    return await storage.open(key)
