"""An app node that has the news that a test gives it, right or wrong."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


def news(
    position: int, *invalidations: tuple[int, list[str]], gap: bool = False, control: Any = None
) -> dict[str, Any]:
    return {"position": position, "gap": gap, "invalidations": invalidations, "control": control}


class NewsNode:
    """`answer` gets the position and the version of the control document that it is asked from, and gives what is sent:
    bytes as they are, else JSON; None: nothing new, which takes its time. `asked`: what it was asked for."""

    def __init__(self, answer: Callable[[int, int], Any] = lambda position, version: None, port: int = 0) -> None:
        self.answer = answer
        self.asked: list[tuple[int, int]] = []
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.node = self
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    def reply(self, position: int, version: int, wait: float) -> bytes:
        self.asked.append((position, version))
        answer = self.answer(position, version)
        if answer is None:
            self._closing.wait(wait)
            answer = news(position)
        return answer if isinstance(answer, bytes) else json.dumps(answer).encode()

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    node: NewsNode


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        query = {name: float(value[0]) for name, value in parse_qs(urlsplit(self.path).query).items()}
        if not self.path.startswith("/_banyan/stream"):
            self.send_error(404)
            return
        body = self.server.node.reply(int(query["position"]), int(query["control"]), query["wait"])
        # Who asked may have gone.
        with suppress(OSError):
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass
