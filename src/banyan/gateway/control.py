"""Orders to a running gateway, by its control socket: what changes at once and breaks no connection."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Mapping
from pathlib import Path

from banyan.base import SystemFault

_SECONDS = 5.0


class GatewayOrderError(SystemFault):
    """The gateway does not take the order; the message has its own words."""

    name = "gateway_order"


def replace_certificate(control_socket: Path, certificate: str, key: str) -> None:
    """Show this one from the next handshake on: PEM texts that belong together. Raises GatewayOrderError."""
    _order(control_socket, "/certificate", {"certificate": certificate, "key": key})


def read_metrics(control_socket: Path) -> str:
    """What the gateway and all its app nodes have counted, in Prometheus' text format. Raises GatewayOrderError."""
    return _ask(control_socket, "GET", "/metrics", None)


def _order(control_socket: Path, path: str, order: Mapping[str, str]) -> None:
    _ask(control_socket, "POST", path, json.dumps(order))


def _ask(control_socket: Path, method: str, path: str, body: str | None) -> str:
    connection = _UnixConnection(control_socket)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json", "Host": "control"})
        answer = connection.getresponse()
        said = answer.read().decode(errors="replace").strip()
    except (OSError, http.client.HTTPException) as error:
        raise GatewayOrderError(f"gateway: {control_socket}: {error}; see whether it runs: banyan status") from None
    finally:
        connection.close()
    if answer.status != 200:
        raise GatewayOrderError(f"gateway: {said}")
    return said


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("control", timeout=_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(_SECONDS)
        self.sock.connect(str(self._path))
