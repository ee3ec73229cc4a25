from __future__ import annotations

import re
from email.utils import formatdate, parsedate_to_datetime
from typing import Any

from litestar import Request, Response
from litestar.exceptions import ClientException
from litestar.response import Stream

from banyan.storage import IMMUTABLE, StoredFile

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class RangeNotSatisfiable(ClientException):
    status_code = 416


def serve_stored(
    request: Request[Any, Any, Any], file: StoredFile, content_type: str, *, vary: str = ""
) -> Response[Any]:
    """A stored object whose name is made from its content, as HTTP serves files: entity tag, date, 304 and single
    ranges (RFC 9110 sections 8.8, 13 and 14). Where the storage is a folder the gateway does it without us. `vary`: the
    request's header by which this object was chosen among several (section 12.5.5)."""
    headers = {
        "ETag": file.etag,
        "Last-Modified": formatdate(file.modified, usegmt=True),
        "Cache-Control": IMMUTABLE,
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        **({"Vary": vary} if vary else {}),
    }
    if _not_modified(request, file):
        return Response(b"", status_code=304, headers=headers, media_type=content_type)
    wanted = _range(request, file)
    if wanted is None:
        headers["Content-Length"] = str(file.size)
        return Stream(file.chunks(), headers=headers, media_type=content_type)
    start, stop = wanted
    if start >= file.size or start >= stop:
        raise RangeNotSatisfiable(headers={"Content-Range": f"bytes */{file.size}"})
    headers |= {"Content-Length": str(stop - start), "Content-Range": f"bytes {start}-{stop - 1}/{file.size}"}
    return Stream(file.chunks(start, stop), status_code=206, headers=headers, media_type=content_type)


def _not_modified(request: Request[Any, Any, Any], file: StoredFile) -> bool:
    if tags := request.headers.get("if-none-match"):
        return tags.strip() == "*" or file.etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return int(file.modified) <= since.timestamp()


def _range(request: Request[Any, Any, Any], file: StoredFile) -> tuple[int, int] | None:
    """From and up to; None when no range is asked for that we serve, or the object is another than the client's."""
    match = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    condition = request.headers.get("if-range")
    if match is None or match[0] == "bytes=-" or (condition and condition != file.etag):
        return None
    first, last = match[1][:18], match[2][:18]
    if not first:
        return max(0, file.size - int(last)), file.size
    return int(first), min(int(last) + 1, file.size) if last else file.size
