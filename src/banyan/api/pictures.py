from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from litestar import Request, Response

from banyan.api.stored import serve_stored
from banyan.pictures import KINDS, Format, Kind, Variant, in_turn, resize
from banyan.policy import PublicFiles
from banyan.storage import NotStored, Storage, StoredFile

AnyRequest = Request[Any, Any, Any]
_TYPES: dict[Format, str] = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@dataclass(frozen=True)
class PublicPictures:
    """The pictures among a module's public files, and copies of them, each made once, when it is first asked for, and
    kept. A controller says which copies there are: `choose_variant` bounds their number. Its calls raise NotStored."""

    files: PublicFiles

    def kind(self, name: str) -> Kind:
        """What an object is by its name, which this site made from what it is."""
        stem, _, extension = name.rpartition(".")
        if extension not in KINDS or not stem.isalnum() or not stem.isascii() or stem.lower() != stem or len(stem) > 64:
            raise NotStored
        return KINDS[extension]

    async def serve(self, request: AnyRequest, storage: Storage, name: str) -> Response[Any]:
        """The picture as it is stored."""
        kind = self.kind(name)
        return serve_stored(request, await storage.open(self._key(name)), kind.content_type)

    async def serve_copy(
        self, request: AnyRequest, storage: Storage, name: str, variant: Variant, *, max_pixels: int, vary: str = ""
    ) -> Response[Any]:
        """`vary`: as for `serve_stored`. Raises NotAPicture, PictureTooLarge too."""
        copy = await self._copy(storage, name, self.kind(name), variant, max_pixels)
        return serve_stored(request, copy, _TYPES[variant.format], vary=vary)

    async def remove(self, storage: Storage, name: str, variants: Iterable[Variant]) -> None:
        """The picture and those copies of it; first the picture, of which no more copies are made then. Harmless when
        there is none."""
        self.kind(name)
        await storage.delete(self._key(name))
        for variant in variants:
            await storage.delete(_copy_key(name, variant))

    def _key(self, name: str) -> str:
        return f"{self.files.key_prefix}/{name}"

    async def _copy(self, storage: Storage, name: str, kind: Kind, variant: Variant, max_pixels: int) -> StoredFile:
        key = _copy_key(name, variant)
        try:
            return await storage.open(key)
        except NotStored:
            original = await storage.open(self._key(name))
        source = storage.local_path(self._key(name)) or b"".join([chunk async for chunk in original.chunks()])
        copy = await in_turn(partial(resize, source, kind, variant, max_pixels=max_pixels))
        await storage.put(key, copy, content_type=_TYPES[variant.format])
        return await storage.open(key)


def _copy_key(name: str, variant: Variant) -> str:
    # Without the prefix: a name is made from the content, so that the copies of one name are the same wherever it is.
    return f"copies/{name}/{variant.name}"
