"""What the gateway serves below /static/ (`site.conf.j2`, `joined_files.lua`), where there is none."""

from __future__ import annotations

import asyncio
import hashlib
import mimetypes
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import File

from banyan.edge.conditional import is_not_modified
from banyan.observe import current_request_id
from banyan.policy import MOST_JOINED_BYTES, SiteTable, is_joinable, is_static, joint_of

_PATH = "/static/"
_IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
_GZIP = re.compile(r"(?:^|,)\s*gzip\s*(?:;\s*q=(?P<weight>[0-9.]{1,5})\s*)?(?=,|$)", re.IGNORECASE)


def static_files(root: Path, names: Iterable[str], table: SiteTable) -> HTTPRouteHandler:
    """Serves the folders below `root` that have these names."""
    files = _StaticFiles(root, table)
    folders = [f"{_PATH}{name}" for name in names]

    @get([_PATH, *folders, *(f"{folder}/{{below:path}}" for folder in folders)], include_in_schema=False)
    async def static_file(request: Request[Any, Any, Any]) -> Response[Any]:
        return await asyncio.to_thread(files.answer, request)

    return static_file


class _StaticFiles:
    def __init__(self, root: Path, table: SiteTable) -> None:
        self._root = root
        self._table = table

    def answer(self, request: Request[Any, Any, Any]) -> Response[Any]:
        path, query = request.scope["raw_path"].decode("latin-1"), request.scope["query_string"].decode("latin-1")
        if query.startswith("?") and path.startswith(_PATH) and path.endswith("/"):
            folder = path.removeprefix(_PATH)
            return self._joined(request, [folder + name for name in query[1:].split(",")])
        return self._single(request, unquote(path))

    def _single(self, request: Request[Any, Any, Any], path: str) -> Response[Any]:
        file = self._root / path.removeprefix(_PATH)
        # Not Path.is_file, which raises for a name that is too long.
        if not is_static(path) or not os.path.isfile(file):
            return self._refused(request, 404)
        headers, sent, compressed = dict(_IMMUTABLE), file, file.with_name(f"{file.name}.gz")
        if os.path.isfile(compressed):
            headers["Vary"] = "Accept-Encoding"
            if _accepts_gzip(request.headers.get("accept-encoding", "")):
                headers["Content-Encoding"] = "gzip"
                sent = compressed
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return File(sent, filename=file.name, content_disposition_type="inline", media_type=media_type, headers=headers)

    def _joined(self, request: Request[Any, Any, Any], names: list[str]) -> Response[Any]:
        joint = joint_of(names)
        if joint is None:
            return self._refused(request, 400)
        if not all(map(is_joinable, names)):
            return self._refused(request, 404)
        files = [self._root / name for name in names]
        try:
            if sum(file.stat().st_size for file in files) > MOST_JOINED_BYTES:
                return self._refused(request, 400)
            contents = [file.read_bytes() for file in files]
        except OSError:
            return self._refused(request, 404)
        body = joint.between.encode().join(_ended(content) for content in contents)
        etag = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
        if is_not_modified(request.scope["headers"], [(b"etag", etag.encode())]):
            return Response(None, status_code=304, headers={**_IMMUTABLE, "ETag": etag})
        return Response(body, headers={**_IMMUTABLE, "ETag": etag, "Content-Type": joint.content_type})

    def _refused(self, request: Request[Any, Any, Any], status: int) -> Response[bytes]:
        accept = request.headers.get("accept", "")
        rendered = self._table.http_error(request.url.path, status, accept, current_request_id())
        headers = {"Cache-Control": "no-store", "Content-Type": rendered.content_type}
        return Response(rendered.body, status_code=rendered.status, headers=headers)


def _ended(content: bytes) -> bytes:
    return content if content.endswith(b"\n") else content + b"\n"


def _accepts_gzip(accept_encoding: str) -> bool:
    found = _GZIP.search(accept_encoding)
    return found is not None and (found["weight"] or "1").strip("0.") != ""
