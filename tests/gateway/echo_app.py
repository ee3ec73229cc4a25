"""A tiny real upstream: it answers with what reached it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit


class EchoApp:
    """Listens on a unix socket (a path) or on 127.0.0.1:port (0: any). `requests` are the paths it was asked for,
    `tokens` what it was shown with them."""

    def __init__(self, where: Path | int, name: str = "app") -> None:
        self.name = name
        self.requests: list[str] = []
        self.tokens: list[str | None] = []
        self.dropped: set[str] = set()
        self.connections: set[socket.socket] = set()
        self._server = _UnixServer(where, _Handler) if isinstance(where, Path) else _TcpServer(where)
        self._server.app = self
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        where = self._server.server_address
        return f"unix:{where}" if isinstance(where, str) else f"127.0.0.1:{where[1]}"

    def close(self) -> None:
        """At once, with the connections that are open, as a process that is killed."""
        self._server.shutdown()
        self._server.server_close()
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _UnixServer(ThreadingHTTPServer):
    address_family = socket.AF_UNIX
    request_queue_size = 256
    daemon_threads = True
    block_on_close = False
    app: Any

    def __init__(self, path: Path, handler: type[BaseHTTPRequestHandler]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        super().__init__(str(path), handler)
        path.chmod(0o666)

    def server_bind(self) -> None:
        self.socket.bind(self.server_address)

    def get_request(self) -> tuple[socket.socket, Any]:
        return self.socket.accept()[0], ("", 0)


class _TcpServer(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True
    block_on_close = False
    app: Any

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536

    def setup(self) -> None:
        super().setup()
        self.server.app.connections.add(self.connection)

    def finish(self) -> None:
        self.server.app.connections.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def handle_any(self) -> None:
        app: EchoApp = self.server.app
        if self.path.startswith("/_banyan/"):
            # The gateway's own question after what is new: no request of anybody's.
            app.connections.discard(self.connection)
            self.close_connection = True
            self.send_error(404)
            return
        app.requests.append(self.path)
        app.tokens.append(self.headers.get("Banyan-Token"))
        body = self._read_body()
        url = urlsplit(self.path)
        query = parse_qs(url.query)
        if url.path.endswith("/drop-once") and self.path not in app.dropped:
            app.dropped.add(self.path)
            self.close_connection = True
            return
        if url.path.endswith("/drop"):
            self.close_connection = True
            return
        time.sleep(float(query.get("sleep", ["0"])[0]))
        answer = {
            "app": app.name,
            "method": self.command,
            "target": self.path,
            "headers": [[name.lower(), value] for name, value in self.headers.items()],
            "length": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
            "filling": "x" * int(query.get("filling", ["0"])[0]),
        }
        payload = json.dumps(answer).encode()
        self.send_response(int(query.get("status", ["200"])[0]))
        self.send_header("Content-Type", query.get("type", ["application/json"])[0])
        self.send_header("Content-Length", str(len(payload)))
        self.send_header("X-Request-ID", "the-app's-own")
        self.send_header("Cache-Invalidate", "item:7; position=1042")
        if "tag" in query:
            self.send_header("Cache-Control", "max-age=60")
            self.send_header("Cache-Tag", query["tag"][0])
        if "cookies" in query:
            self.send_header("Set-Cookie", "c=" + "y" * int(query["cookies"][0]))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(payload)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = handle_any

    def _read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, *args: Any) -> None:
        pass
