"""A client of as little as can be: its own time is part of what is measured."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

_SECONDS = 20.0


@dataclass(frozen=True)
class Answer:
    status: int
    cache: str
    """Cache-Status."""
    body: str
    is_degraded: bool
    """It says that something is missing in it, or stands in."""
    began: float
    ended: float


class Client:
    """One connection, which is opened anew when it has ended."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, target: str, method: str = "GET") -> Answer | None:
        """None: no answer, or not all of it."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(_SECONDS):
                reader, writer = await self._connected()
                length = "Content-Length: 0\r\n" if method == "POST" else ""
                writer.write(f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{length}\r\n".encode())
                status, fields, body = await _read(reader)
        except (OSError, EOFError, TimeoutError):
            self.close()
            return None
        if fields.get("connection") == "close":
            self.close()
        cache, degraded = fields.get("cache-status", ""), "banyan-degraded" in fields
        return Answer(status, cache, body.decode(), degraded, began, time.monotonic())

    async def connect(self) -> None:
        await self._connected()

    def close(self) -> None:
        """The next request may meet another worker of the gateway."""
        if self._writer:
            self._writer.close()
        self._reader = self._writer = None

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._reader is None or self._writer is None or self._reader.at_eof():
            self.close()
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self._reader, self._writer


async def _read(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if "content-length" in fields:
        return int(first.split()[1]), fields, await reader.readexactly(int(fields["content-length"]))
    assert fields.get("transfer-encoding") == "chunked", fields
    body = b""
    while size := int((await reader.readline()).strip(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return int(first.split()[1]), fields, body
