"""A real nginx over a data folder of its own, started and stopped as the product does it."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from echo_app import EchoApp

from banyan.config import DataFolder, GatewaySection, UpstreamSection
from banyan.gateway import GatewayModel, GatewayProcess, build_model, find_modules, render
from banyan.policy import Area, ErrorShape, PublicFiles, SiteTable, Wording
from banyan.policy.error_shape import status_phrase
from tests.ports import free_port

TOKEN = "the token"
WORKER_USER = "www-data" if os.geteuid() == 0 else None


def members_table() -> SiteTable:
    """The shape that the members module has, and a module with the default one."""
    statuses = {s: Wording(9000 + s, status_phrase(s), s) for s in (400, 404, 405, 414, 416, 431, 500, 502, 503, 504)}
    shape = ErrorShape(
        {"data": {"msg": "{message}", "code": "{code}"}},
        statuses={**statuses, 413: Wording(2003, "图片过大", 413)},
    )
    return SiteTable(
        shapes={"members": shape, "api": ErrorShape({"error": "{title}", "id": "{request_id}"})},
        areas=(
            Area("/users", "members"),
            Area("/upload", "members"),
            Area("/users/home", "members", page=True),
            Area("/api", "api"),
        ),
        public_files=(PublicFiles("/static/image", "image", ("w", "h", "fit", "format")),),
    )


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def seen(self) -> dict[str, str]:
        """The headers that reached the app."""
        pairs = self.json()["headers"]
        assert len({name for name, _ in pairs}) == len(pairs), "a header came twice"
        return dict(pairs)


class RunningGateway:
    def __init__(self) -> None:
        # A name with what has to be quoted, in nginx and in the shell.
        self.root = Path(tempfile.mkdtemp(prefix="a banyan's {gateway} "))
        self.root.chmod(0o755)
        self.folder = DataFolder(self.root / "var")
        self.static = self.folder.gateway / "static"
        self.port = free_port()
        self.process = GatewayProcess(self.folder, "nginx")
        self.apps: list[EchoApp] = []
        self.settings: dict[str, Any] = {}

    def model(self, *, table: SiteTable | None = None, folder_storage: bool = True, **settings: Any) -> GatewayModel:
        self.settings |= {"port": self.port, "listen": "127.0.0.1", "workers": 2, **settings}
        return build_model(
            GatewaySection(**self.settings),
            table or members_table(),
            folder=self.folder,
            app_addresses=[UpstreamSection.model_construct(address=f"unix:{self.folder.app_socket()}", max_fails=0)],
            files_root=self.folder.files if folder_storage else None,
            static_root=self.static,
            worker_user=WORKER_USER,
            token=TOKEN,
            modules=find_modules("nginx"),
            address_of=lambda host: "127.0.0.1",
        )

    def start(self, **settings: Any) -> RunningGateway:
        """Also to change settings: it is written, tested, and started or reloaded."""
        self.process.write(render(self.model(**settings)))
        if WORKER_USER:
            shutil.chown(self.folder.gateway_state, WORKER_USER)
            shutil.chown(self.folder.stream_socket.parent, WORKER_USER)
        self.process.start()
        return self

    def start_app(self, where: Path | int | None = None, name: str = "app") -> EchoApp:
        app = EchoApp(self.folder.app_socket() if where is None else where, name)
        self.apps.append(app)
        return app

    def put(self, path: Path, content: bytes | str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def ask(
        self,
        target: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
        body: bytes | None = None,
        source: str | None = None,
        port: int | None = None,
    ) -> Answer:
        """`source`: the client's own address."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", port or self.port, timeout=10, source_address=(source, 0) if source else None
        )
        try:
            pairs = list(headers.items() if isinstance(headers, Mapping) else headers)
            has_host = any(key.lower() == "host" for key, _ in pairs)
            connection.putrequest(method, target, skip_host=has_host, skip_accept_encoding=True)
            for key, value in pairs:
                connection.putheader(key, value)
            if body is not None and not any(k.lower() == "transfer-encoding" for k, _ in pairs):
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    def send_raw(self, data: bytes, method: str = "GET") -> Answer:
        """Bytes as they are; one answer, then the connection is closed."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(data)
            response = http.client.HTTPResponse(connection, method=method)
            response.begin()
            return Answer(response.status, response.getheaders(), response.read())

    def access_lines(self, containing: str = "") -> list[str]:
        """The lines of the access log, when one has the text: it is flushed every second."""
        deadline = time.monotonic() + 4
        while True:
            text = (self.folder.log / "gateway" / "access.log").read_text()
            lines = [line for line in text.splitlines() if containing in line]
            if lines or time.monotonic() > deadline:
                return lines
            time.sleep(0.05)

    def close(self) -> None:
        try:
            self.process.stop(0.5)
        finally:
            for app in self.apps:
                app.close()
            shutil.rmtree(self.root, ignore_errors=True)
