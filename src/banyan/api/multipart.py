from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.datastructures import UploadFile
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from banyan.api.refusals import TooMuchInput, check_charset
from banyan.api.values import check_value, shown
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
    async for segment, chunks in _parts(request, _MAX_PARTS):
        if segment.filename is not None:
            yield FilePart(segment.name, chunks)


async def read_multipart(
    request: Request[Any, Any, Any], *, most: int, largest: int
) -> dict[str, list[str | UploadFile]]:
    """A whole form: its texts in memory, together at most `largest` bytes, its files in temporary ones, as Litestar
    gives them. For files of any size that are not to be copied twice there is `read_file_parts`."""
    fields: dict[str, list[str | UploadFile]] = {}
    room = largest
    async for segment, chunks in _parts(request, most):
        if not segment.name:
            raise ParameterError("body", "a part without a name")
        values = fields.setdefault(segment.name, [])
        if segment.filename:
            values.append(await _received_file(segment, chunks))
        else:
            text = await _received_text(segment, chunks, room)
            check_value(text, shown(segment.name))
            room -= len(text.encode())
            values.append(text)
    return fields


async def _received_file(segment: MultipartSegment, chunks: AsyncIterator[bytes]) -> UploadFile:
    content_type = segment.content_type or "application/octet-stream"
    file = UploadFile(content_type, segment.filename, headers=dict(segment.headerlist))
    async for chunk in chunks:
        await file.write(chunk)
    await file.seek(0)
    return file


async def _received_text(segment: MultipartSegment, chunks: AsyncIterator[bytes], room: int) -> str:
    """UTF-8, whatever the part calls itself (RFC 7578 section 4.6)."""
    field = shown(segment.name)
    check_charset(segment.charset, field)
    text = bytearray()
    async for chunk in chunks:
        text += chunk
        if len(text) > room:
            raise TooMuchInput(field, "the form's texts are too long")
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise ParameterError(field, "not UTF-8") from None


async def _parts(
    request: Request[Any, Any, Any], most: int
) -> AsyncIterator[tuple[MultipartSegment, AsyncIterator[bytes]]]:
    content_type, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get("boundary", "")
    if content_type != "multipart/form-data" or not boundary:
        raise ParameterError("body", "not a multipart form")
    with PushMultipartParser(boundary, max_segment_count=most, max_header_size=4096) as parser:
        events = _events(request, parser)
        async for event in events:
            if isinstance(event, MultipartSegment):
                chunks = _until_end(events)
                yield event, chunks
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
