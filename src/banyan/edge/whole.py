from __future__ import annotations

from litestar.types import Message

Fields = list[tuple[bytes, bytes]]


class Whole:
    """An answer that goes no further: all of it, its fields' names in small letters."""

    def __init__(self) -> None:
        self.status = 0
        self.fields: Fields = []
        self._parts: list[bytes] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.fields = [(name.lower(), value) for name, value in message["headers"]]
        elif message["type"] == "http.response.body":
            self._parts.append(message.get("body", b""))

    @property
    def body(self) -> bytes:
        return b"".join(self._parts)

    @property
    def is_page(self) -> bool:
        """HTML as it was written."""
        found = dict(self.fields)
        kind = found.get(b"content-type", b"").partition(b";")[0].strip().lower()
        return kind == b"text/html" and b"content-encoding" not in found

    @property
    def etag(self) -> bytes:
        """If it is a strong one."""
        etag = dict(self.fields).get(b"etag", b"")
        return b"" if etag.startswith(b"W/") else etag
