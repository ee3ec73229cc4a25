from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class DataFolder:
    """Where everything of a site is written (design: "Data folder"). Only paths: making them is the server's work."""

    root: Path

    @property
    def run(self) -> Path:
        """Sockets, pid files and plans."""
        return self.root / "run"

    @property
    def database(self) -> Path:
        return self.root / "db"

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def mail(self) -> Path:
        """What the development senders "sent"."""
        return self.root / "mail"

    @property
    def gateway(self) -> Path:
        """Rendered configuration and static copies."""
        return self.root / "gateway"

    @property
    def secret(self) -> Path:
        return self.root / "secret"

    def node(self, number: int = 1) -> Path:
        """An app node's own corner of `run`: the rest is written by whoever started the site, often root, and must not
        be within reach of the node's user."""
        return self.run / f"app-{number}"

    def app_socket(self, number: int = 1) -> Path:
        return self.node(number) / "app.sock"

    def log_socket(self, number: int = 1) -> Path:
        return self.node(number) / "log.sock"

    def node_pid_file(self, number: int = 1) -> Path:
        return self.node(number) / "pid"
