from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, QueryParameter

from banyan.accounts import Member, Profiles
from banyan.api import JSON, PublicLinks, RangeNotSatisfiable, file_form, names_type
from banyan.pictures import NotAPicture, PictureTooLarge
from banyan.storage import NotStored, Storage
from daytrip.avatars import AVATARS, FIELDS, Avatars, avatar_link, copy_of, pictures, receive_picture
from daytrip.user_errors import AvatarTooLarge, NoAvatar
from daytrip.user_outputs import AvatarOutput, NewAvatar

AnyRequest = Request[Any, Any, Any]


class AvatarController(Controller):
    path = "/"
    tags = ("user",)
    opt = {"logger": "daytrip"}  # noqa: RUF012  Litestar's own way to say it

    @post(
        ["/api/user/avatar", "/api/upload/avatar"],
        status_code=200,
        media_type=JSON,
        operation_class=file_form(*FIELDS),
        errors=(NoAvatar, AvatarTooLarge, NotAPicture, PictureTooLarge),
    )
    async def replace(
        self,
        request: AnyRequest,
        member: NamedDependency[Member],
        storage: NamedDependency[Storage],
        profiles: NamedDependency[Profiles],
        public_links: NamedDependency[PublicLinks],
        max_pixels: NamedDependency[int],
    ) -> NewAvatar:
        """The picture of the member who is logged in, 2 MB at most: its middle is kept, as a square, and nothing else
        of the file."""
        avatars = Avatars(storage, profiles, max_pixels)
        async with AsyncExitStack() as spool:
            incoming = await receive_picture(request, storage, spool)
            path = await avatars.replace(member, incoming, request)
        return NewAvatar(AvatarOutput(avatar_link(path, public_links)))

    @get(
        f"{AVATARS.path}/{{name:str}}",
        responses={
            200: ResponseSpec(bytes, media_type="image/*", description="The picture.", generate_examples=False),
            206: ResponseSpec(bytes, media_type="image/*", description="A part of it.", generate_examples=False),
            304: ResponseSpec(None, description="As the client has it."),
        },
        raises=[RangeNotSatisfiable],
        errors=(NotStored, NotAPicture, PictureTooLarge),
    )
    async def picture(
        self,
        request: AnyRequest,
        name: FromPath[str],
        storage: NamedDependency[Storage],
        max_pixels: NamedDependency[int],
        w: Annotated[int | None, QueryParameter(ge=1, le=10_000)] = None,
    ) -> Response[Any]:
        """A member's picture as a WebP; with `w` a square of at least so many pixels a side where there are as many, as
        a JPEG for clients whose Accept does not name WebP."""
        if w is None:
            return await pictures.serve(request, storage, name)
        variant = copy_of(w, "webp" if names_type(request, "image/webp") else "jpeg")
        return await pictures.serve_copy(request, storage, name, variant, max_pixels=max_pixels, vary="Accept")
