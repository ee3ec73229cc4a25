from __future__ import annotations

import http.client
import itertools
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from running_gateway import Answer
from scripted_origin import Reply, ScriptedOrigin, Seen

from banyan.config import load_settings
from banyan.gateway import GatewayProcess
from banyan.server.origin import write_origin_gateway
from tests.ports import free_port

_targets = itertools.count(1)


class CachedOrigin:
    """A gateway in front of a scripted origin, as `banyan gateway start --upstream` starts it."""

    def __init__(self, **settings: str) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="banyan-cache-"))
        self.root.chmod(0o755)
        self.origin = ScriptedOrigin()
        self.origin.start()
        self.port = free_port()
        self.settings = {"listen": "127.0.0.1", "port": str(self.port), "workers": "2", **settings}
        self._process: GatewayProcess | None = None

    def start(self) -> CachedOrigin:
        config = self.root / "banyan.toml"
        config.write_text("")
        environ = {f"BANYAN_GATEWAY__{name.upper()}": value for name, value in self.settings.items()}
        loaded = load_settings(None, {"BANYAN_CONFIG": str(config), **environ})
        self._process = write_origin_gateway(loaded, f"http://127.0.0.1:{self.origin.port}")
        self._process.start()
        return self

    def script(self, *replies: Reply, target: str = "") -> str:
        """A target that nobody has asked for, with these replies."""
        target = target or f"/page/{next(_targets)}"
        self.origin.replies[target] = list(replies)
        return target

    def ask(
        self,
        target: str,
        *,
        method: str = "GET",
        headers: Iterable[tuple[str, str]] = (),
        body: bytes | None = None,
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            pairs = list(headers)
            has_host = any(name.lower() == "host" for name, _ in pairs)
            connection.putrequest(method, target, skip_host=has_host, skip_accept_encoding=True)
            for name, value in pairs:
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    def seen(self, target: str) -> Sequence[Seen]:
        return self.origin.seen[target]

    def close(self) -> None:
        """Fails if the gateway met a fault of its own."""
        try:
            if self._process:
                self._process.stop(0.5)
                log = (self.root / "var" / "log" / "gateway" / "error.log").read_text()
                assert "banyan: " not in log, log
        finally:
            self.origin.close()
            shutil.rmtree(self.root, ignore_errors=True)
