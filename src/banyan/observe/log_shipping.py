from __future__ import annotations

import logging
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Literal

from banyan.observe.formats import JsonFormatter, LineFormatter
from banyan.observe.log_writer import BATCH_CHARACTERS

# A writer that stands still must not fill a worker's memory.
_MAX_PENDING = 100_000
_FLUSH_SECONDS = 0.05
# Libraries that report each step at INFO, and at that or DEBUG whole URLs and cookies.
_CHATTY = ("pyvips", "alembic", "httpx", "httpcore")


class LogShipper:
    """Sends a worker's lines to the node's LogWriter in batches, from a thread: logging never waits for a disk."""

    def __init__(self, address: Path) -> None:
        self._address = str(address)
        self._pending: dict[str, deque[str]] = {}
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="log-shipper", daemon=True)
        self._thread.start()

    def ship(self, name: str, line: str) -> None:
        self.lines_of(name)(line)

    def lines_of(self, name: str) -> Callable[[str], None]:
        """What takes the lines of one file: for those who have many."""
        return self._pending.setdefault(name, deque(maxlen=_MAX_PENDING)).append

    def close(self) -> None:
        """Send what is pending, then stop."""
        self._stopping.set()
        self._thread.join(timeout=5)
        self._socket.close()

    def _run(self) -> None:
        while not self._stopping.wait(_FLUSH_SECONDS):
            self._flush()
        self._flush()

    def _flush(self) -> None:
        for name, lines in list(self._pending.items()):
            while lines:
                batch, size = [], 0
                while lines and size < BATCH_CHARACTERS:
                    batch.append(lines.popleft()[:BATCH_CHARACTERS])
                    size += len(batch[-1]) + 1
                text = "\n".join(batch) + "\n"
                self._send(name.encode() + b"\0" + text.encode("utf-8", "backslashreplace"))

    def _send(self, message: bytes) -> None:
        try:
            self._socket.sendto(message, self._address)
        except OSError as error:
            sys.stderr.write(f"log lines lost: the log writer does not answer ({error.strerror})\n")


class _ShippingHandler(logging.Handler):
    def __init__(self, shipper: LogShipper, name: str) -> None:
        super().__init__()
        self._shipper = shipper
        self._file = name

    def emit(self, record: logging.LogRecord) -> None:
        self._shipper.ship(self._file, self.format(record))


def configure_logging(
    *,
    style: Literal["lines", "json"],
    timezone: str,
    level: str,
    levels: Mapping[str, str],
    own_files: Iterable[str],
    shipper: LogShipper | None,
) -> None:
    """Route this process's loggers: each of `own_files` to the file of its name, the rest to `banyan`'s.

    With style "json", or without a shipper, everything goes to standard output or error instead.
    """
    root = logging.getLogger()
    root.handlers[:] = [_handler(style, timezone, shipper, "banyan")]
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in own_files:
        logger = logging.getLogger(name)
        logger.handlers[:] = [_handler(style, timezone, shipper, name)]
        logger.propagate = False
        logger.setLevel(level)
    for name, its_level in levels.items():
        logging.getLogger(name).setLevel(its_level)


def _handler(style: str, timezone: str, shipper: LogShipper | None, name: str) -> logging.Handler:
    handler: logging.Handler
    if style == "json":
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(JsonFormatter())
        return handler
    handler = _ShippingHandler(shipper, name) if shipper else logging.StreamHandler()
    handler.setFormatter(LineFormatter(timezone))
    return handler
