"""An HTTP origin that answers by a script, as an event loop in a thread of its own."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reply:
    """`body` None: one that nobody else gets. `held`: sent only when the origin is told to `release`; `broken`: the
    connection is closed with so many bytes of the body missing; `hangs_up`: it is closed without an answer; `chunked`:
    without a Content-Length; `interim`: after one with these fields, at once."""

    status: int = 200
    headers: Sequence[tuple[str, str]] = ()
    body: bytes | None = None
    held: bool = False
    broken: int = 0
    hangs_up: bool = False
    chunked: bool = False
    interim: Sequence[tuple[str, str]] | None = None


@dataclass(frozen=True)
class Seen:
    method: str
    target: str
    headers: dict[str, str]


@dataclass
class ScriptedOrigin:
    """`replies`: by target, one after the other, the last again and again."""

    replies: dict[str, list[Reply]] = field(default_factory=dict)
    seen: dict[str, list[Seen]] = field(default_factory=lambda: defaultdict(list))
    port: int = 0

    def start(self) -> None:
        self._numbers = itertools.count(1)
        self._loop = asyncio.new_event_loop()
        self._connections: set[asyncio.StreamWriter] = set()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10)

    def release(self) -> None:
        self._loop.call_soon_threadsafe(self._released.set)

    def hold(self) -> None:
        """Until the next `release`."""
        self._loop.call_soon_threadsafe(self._released.clear)

    def close(self) -> None:
        """At once, as a process that is killed."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopped.set)
            self._thread.join(10)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve(ready))
        self._loop.close()

    async def _serve(self, ready: threading.Event) -> None:
        self._released, self._stopped = asyncio.Event(), asyncio.Event()
        server = await asyncio.start_server(self._connected, "127.0.0.1", self.port, backlog=1024)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stopped.wait()
        server.close()
        for connection in self._connections:
            connection.transport.abort()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        try:
            while await self._answer(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._connections.discard(writer)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = head[0].split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        await reader.readexactly(int(headers.get("content-length", "0")))
        self.seen[target].append(Seen(method, target, headers))
        script = self.replies.get(target, [Reply(404)])
        reply = script[min(len(self.seen[target]), len(script)) - 1]
        if reply.interim is not None:
            writer.write(_head(["HTTP/1.1 103 Early Hints", *(f"{name}: {value}" for name, value in reply.interim)]))
        if reply.held:
            await self._released.wait()
        if reply.hangs_up:
            return False
        writer.write(self._bytes(reply, method))
        await writer.drain()
        return not reply.broken

    def _bytes(self, reply: Reply, method: str) -> bytes:
        body = f"answer {next(self._numbers)}".encode() if reply.body is None else reply.body
        if reply.status in (204, 304):
            body = b""
        lines = [f"HTTP/1.1 {reply.status} Reason", *(f"{name}: {value}" for name, value in reply.headers)]
        if reply.chunked:
            lines.append("Transfer-Encoding: chunked")
            chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        else:
            lines += [f"Content-Length: {len(body)}"] if reply.status not in (204, 304) else []
            chunks = body
        content = b"" if method == "HEAD" else chunks
        return _head(lines) + content[: len(content) - reply.broken]


def _head(lines: Sequence[str]) -> bytes:
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
