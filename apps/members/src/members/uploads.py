from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import msgspec
from litestar import Controller, Request, post
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from banyan.accounts import Member
from banyan.api import JSON, FilePart, PublicLinks, file_form, read_file_parts
from banyan.base import ParameterError, UserError
from banyan.pictures import Kind, NotAPicture, PictureTooLarge, Size, measure, sniff
from banyan.storage import Incoming, Storage
from members.codes import Answer, answer
from members.pictures import PICTURES
from members.rows import Upload
from members.settings import MembersSettings

FIELD = "image"
_logger = logging.getLogger("upload")


class EmptyPicture(UserError):
    name = "empty_picture"


class Uploaded(msgspec.Struct, rename={"urls": "imageUrl"}):
    urls: list[str]


@dataclass(frozen=True)
class ReceivedPicture:
    incoming: Incoming
    kind: Kind
    size: Size

    @property
    def name(self) -> str:
        """Made from the content: nothing of the client's is in it, and nothing is ever overwritten by other bytes."""
        return f"{self.incoming.sha256[:40]}.{self.kind.extension}"


_ERRORS = (EmptyPicture, NotAPicture, PictureTooLarge)


class UploadController(Controller):
    path = "/upload"
    tags = ("upload",)
    opt = {"logger": "upload"}  # noqa: RUF012  Litestar's own way to say it

    @post("/file", status_code=200, media_type=JSON, operation_class=file_form(FIELD), errors=_ERRORS)
    async def upload(
        self,
        request: Request[Any, Any, Any],
        storage: NamedDependency[Storage],
        session: NamedDependency[AsyncSession],
        visitor: NamedDependency[Member | None],
        public_links: NamedDependency[PublicLinks],
        settings: NamedDependency[MembersSettings],
        max_pixels: NamedDependency[int],
    ) -> Answer[Uploaded]:
        """Keep one or several pictures, all or none of them."""
        async with AsyncExitStack() as spool:
            received = [picture async for picture in _receive(read_file_parts(request), storage, spool, max_pixels)]
            if not received:
                raise ParameterError(FIELD, "no such file field")
            if len(received) > settings.max_pictures:
                raise ParameterError(FIELD, f"more than {settings.max_pictures} pictures")
            for picture in received:
                await picture.incoming.keep(f"image/{picture.name}", content_type=picture.kind.content_type)
        owner_id = visitor.id if visitor else None
        rows = [_row(picture, public_links.link(PICTURES, picture.name), owner_id) for picture in received]
        session.add_all(rows)
        await session.flush()
        _logger.debug("kept %d pictures of account %s", len(rows), owner_id)
        return answer(Uploaded([row.url for row in rows]))


async def _receive(
    parts: AsyncIterator[FilePart], storage: Storage, spool: AsyncExitStack, max_pixels: int
) -> AsyncIterator[ReceivedPicture]:
    async for part in parts:
        if part.field != FIELD:
            continue
        incoming = await spool.enter_async_context(await storage.receive())
        async for chunk in part.chunks:
            await incoming.write(chunk)
        if incoming.size == 0:
            raise EmptyPicture
        kind = sniff(incoming.head)
        if kind is None:
            raise NotAPicture
        source = await incoming.source()
        yield ReceivedPicture(incoming, kind, await asyncio.to_thread(measure, source, kind, max_pixels=max_pixels))


def _row(picture: ReceivedPicture, url: str, owner_id: int | None) -> Upload:
    return Upload(
        url=url,
        sha256=picture.incoming.sha256,
        width=picture.size.width,
        height=picture.size.height,
        content_type=picture.kind.content_type,
        size=picture.incoming.size,
        owner_id=owner_id,
    )
