from __future__ import annotations

import zlib

import httpx

from banyan.outbound.errors import AnswerTooLarge, BrokenAnswer

# What is asked for; anything else is answered by who does not listen, and could unfold without end.
ACCEPT_ENCODING = "gzip"
_GZIP = ("gzip", "x-gzip")
_EITHER_HEADER = 32 + zlib.MAX_WBITS
_FIRST_BAD = 400


async def read_answer(response: httpx.Response, most: int, call: str) -> httpx.Response:
    """The whole answer, decoded, of at most `most` bytes as it reads; httpx's own reading knows no bound.

    Raises AnswerTooLarge, BrokenAnswer. Of a redirect nothing is read, and of an error that is too long to read the
    status remains.
    """
    try:
        content = b"" if response.next_request else await _read(response, most, call)
    except AnswerTooLarge:
        if response.status_code < _FIRST_BAD:
            raise
        content = b""
    finally:
        await response.aclose()
    answer = httpx.Response(
        response.status_code,
        headers=_as_decoded(response.headers),
        content=content,
        request=response.request,
        extensions=response.extensions,
    )
    answer.next_request = response.next_request
    return answer


async def _read(response: httpx.Response, most: int, call: str) -> bytes:
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding in ("", "identity"):
        return await _read_plain(response, most, call)
    if encoding not in _GZIP:
        raise BrokenAnswer(f"{call}: encoded as {encoding[:40]!r}, which was not asked for")
    return await _read_gzip(response, most, call)


async def _read_plain(response: httpx.Response, most: int, call: str) -> bytes:
    content = bytearray()
    async for piece in response.aiter_raw():
        content += piece
        _check_size(content, most, call)
    return bytes(content)


async def _read_gzip(response: httpx.Response, most: int, call: str) -> bytes:
    """Never unfolds more than may be kept: 10 KB can hold 10 MB."""
    content, inflate = bytearray(), zlib.decompressobj(_EITHER_HEADER)
    empty = True
    async for piece in response.aiter_raw():
        empty = False
        try:
            content += inflate.decompress(piece, most + 1 - len(content))
        except zlib.error as error:
            raise BrokenAnswer(f"{call}: not gzip") from error
        _check_size(content, most, call)
    if not empty and not inflate.eof:
        raise BrokenAnswer(f"{call}: its gzip breaks off")
    return bytes(content)


def _check_size(content: bytearray, most: int, call: str) -> None:
    if len(content) > most:
        raise AnswerTooLarge(f"{call}: more than {most} bytes")


def _as_decoded(headers: httpx.Headers) -> httpx.Headers:
    headers = httpx.Headers(headers.raw)
    if headers.pop("content-encoding", None):
        headers.pop("content-length", None)
    return headers
