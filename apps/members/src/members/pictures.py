from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, FromQuery, QueryParameter

from banyan.api import PublicPictures, RangeNotSatisfiable
from banyan.pictures import Fit, Format, PictureTooLarge, choose_variant
from banyan.policy import PublicFiles
from banyan.storage import NotStored, Storage

PICTURES = PublicFiles("/static/image", "image", computed_by=("w", "h", "fit", "format"))
AnyRequest = Request[Any, Any, Any]
Edge = Annotated[int | None, QueryParameter(ge=1, le=10_000)]
# What a copy is encoded as when no format is asked for.
_COPIES: dict[str, Format] = {"jpg": "jpeg", "png": "png", "gif": "webp", "webp": "webp", "avif": "webp"}
_pictures = PublicPictures(PICTURES)


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
        if w is None and h is None and fit is None and format_ is None:
            return await _pictures.serve(request, storage, name)
        variant = choose_variant(w, h, fit or "contain", format_ or _COPIES[_pictures.kind(name).extension])
        return await _pictures.serve_copy(request, storage, name, variant, max_pixels=max_pixels)
