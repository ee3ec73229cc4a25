from __future__ import annotations

import logging
import re
import secrets
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from litestar import Request

from banyan.accounts import Member, ProfileChange, Profiles
from banyan.api import PublicLinks, PublicPictures, client_address, read_file_parts
from banyan.base import ParameterError
from banyan.pictures import Format, NotAPicture, Variant, choose_variant, in_turn, sniff, square
from banyan.policy import PublicFiles
from banyan.storage import Incoming, Storage, StorageUnavailable
from daytrip.user_errors import AvatarTooLarge, NoAvatar

AVATARS = PublicFiles("/static/avatar", "avatar", computed_by=("w",))
# Two generations of clients, two names for the field.
FIELDS = ("avatar", "form")
MOST_BYTES = 2 * 1024**2
_EDGE = 512
# What pages show, in pixels of screens of one and of two a CSS pixel.
_EDGES = (32, 40, 64, 96, 128, 192, 256)
_SHOWN = 256
_FORMATS: tuple[Format, ...] = ("webp", "jpeg")
# As it is stored: whichever address the site has, it is there.
_PATH = re.compile(re.escape(AVATARS.path) + r"/([0-9a-f]{40}\.webp)")
pictures = PublicPictures(AVATARS)
_logger = logging.getLogger("daytrip")


def copy_of(width: int, format_: Format) -> Variant:
    return choose_variant(width, width, "cover", format_, edges=_EDGES)


def avatar_link(path: str, links: PublicLinks) -> str:
    """For clients of the API, wherever they are at home: of the largest copy. `path`: as it is stored."""
    found = _PATH.fullmatch(path)
    return links.computed(AVATARS, found[1], w=_SHOWN) if found else path


async def receive_picture(request: Request[Any, Any, Any], storage: Storage, spool: AsyncExitStack) -> Incoming:
    """What a form has in its one file field, once all of the form is there. Raises NoAvatar, AvatarTooLarge, as soon as
    that is known, and ParameterError."""
    incoming: Incoming | None = None
    async for part in read_file_parts(request):
        if part.field not in FIELDS:
            continue
        if incoming is not None:
            raise ParameterError(part.field, "more than one picture")
        incoming = await spool.enter_async_context(await storage.receive())
        async for chunk in part.chunks:
            if incoming.size + len(chunk) > MOST_BYTES:
                raise AvatarTooLarge
            await incoming.write(chunk)
    if incoming is None or incoming.size == 0:
        raise NoAvatar
    return incoming


@dataclass(frozen=True)
class Avatars:
    """Members' pictures of themselves: each is a file of its own, of which nobody knows the name but by its member."""

    storage: Storage
    profiles: Profiles
    max_pixels: int

    async def replace(self, member: Member, incoming: Incoming, request: Request[Any, Any, Any]) -> str:
        """The new one's path. Raises NotAPicture, PictureTooLarge."""
        kind = sniff(incoming.head)
        if kind is None:
            raise NotAPicture
        source = await incoming.source()
        content = await in_turn(partial(square, source, kind, _EDGE, max_pixels=self.max_pixels))
        name = _new_name(content)
        await self.storage.put(f"{AVATARS.key_prefix}/{name}", content, content_type="image/webp")
        path = f"{AVATARS.path}/{name}"
        before = await self.profiles.change(member.id, ProfileChange(avatar_url=path), address=client_address(request))
        await self._remove(before or "")
        return path

    async def _remove(self, path: str) -> None:
        found = _PATH.fullmatch(path)
        if found is None:
            return
        try:
            await pictures.remove(self.storage, found[1], (copy_of(edge, each) for edge in _EDGES for each in _FORMATS))
        except StorageUnavailable:
            # The new one is in its place by now: that is what the member asked for.
            _logger.warning("a replaced avatar stays in the store: %s", found[1])


def _new_name(content: bytes) -> str:
    # Not by the content alone: two members with one picture have two files, and each can be removed without asking who
    # else shows it, whatever is uploaded meanwhile.
    return f"{sha256(content).hexdigest()[:24]}{secrets.token_hex(8)}.webp"
