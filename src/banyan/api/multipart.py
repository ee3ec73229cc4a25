from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from litestar import Request
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from banyan.base import ParameterError

_MAX_PARTS = 100


@dataclass
class FilePart:
    """One file of a multipart form (RFC 7578), read while it arrives: take `chunks` before asking for the next part."""

    field: str
    chunks: AsyncIterator[bytes]


async def read_file_parts(request: Request[Any, Any, Any]) -> AsyncIterator[FilePart]:
    """The file parts of a form in the order in which they come, in bounded memory; other fields are passed over.

    What a consumer leaves of a part is read past. Raises ParameterError for what is no multipart form, also in the
    middle: whoever keeps a part keeps it only when the whole form has been read.
    """
    content_type, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get("boundary", "")
    if content_type != "multipart/form-data" or not boundary:
        raise ParameterError("body", "not a multipart form")
    with PushMultipartParser(boundary, max_segment_count=_MAX_PARTS, max_header_size=4096) as parser:
        events = _events(request, parser)
        async for event in events:
            if isinstance(event, MultipartSegment) and event.filename is not None:
                chunks = _until_end(events)
                yield FilePart(event.name, chunks)
                async for _ in chunks:
                    pass


async def _events(
    request: Request[Any, Any, Any], parser: PushMultipartParser
) -> AsyncIterator[MultipartSegment | bytes | None]:
    async for chunk in request.stream():
        # The stream's last chunk is empty, and says the same to the parser.
        try:
            events = list(parser.parse(chunk))
        except (MultipartError, ValueError) as error:
            raise ParameterError("body", f"not a multipart form: {error}") from None
        for event in events:
            yield event


async def _until_end(events: AsyncIterator[MultipartSegment | bytes | None]) -> AsyncIterator[bytes]:
    async for event in events:
        if event is None:
            return
        if isinstance(event, bytes | bytearray):
            yield bytes(event)
