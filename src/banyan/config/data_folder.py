from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from banyan.config.sections import TlsSection


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
    def gateway_state(self) -> Path:
        """What the gateway's workers keep for its next start: theirs alone."""
        return self.gateway / "state"

    @property
    def tls(self) -> Path:
        """Certificates and keys that Banyan made or got: nobody else's to read."""
        return self.root / "tls"

    @property
    def control_socket(self) -> Path:
        """The gateway's own entrance for orders, in a folder that only who started it may enter."""
        return self.run / "gateway" / "control.sock"

    @property
    def stream_socket(self) -> Path:
        """Where the gateway's workers ask app nodes for news, in a folder that only they may enter."""
        return self.run / "stream" / "stream.sock"

    @property
    def plain_socket(self) -> Path:
        """Where they ask the gateway itself, over HTTP/1.1."""
        return self.stream_socket.parent / "plain.sock"

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

    def metrics(self, number: int = 1) -> Path:
        """Where a node's workers keep what they have counted, as long as the node lives."""
        return self.node(number) / "metrics"

    def node_pid_file(self, number: int = 1) -> Path:
        return self.node(number) / "pid"


def certificate_files(tls: TlsSection, folder: DataFolder, resolve: Callable[[str], Path]) -> tuple[Path, Path]:
    """The certificate and its key: the setting's files, or where those that ACME got are kept."""
    if tls.certificate:
        return resolve(tls.certificate).absolute(), resolve(tls.key).absolute()
    return folder.tls / "certificate.pem", folder.tls / "key.pem"
