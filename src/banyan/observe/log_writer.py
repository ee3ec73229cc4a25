from __future__ import annotations

import os
import re
import socket
import threading
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from banyan.base import alone
from banyan.observe.dated_files import dated, forget_old

# Two batches of the widest characters are still below the default limit of a Unix datagram (about 200 KB).
BATCH_CHARACTERS = 16_384
_MESSAGE_BYTES = 262_144
_NAME = re.compile(r"^[a-z][a-z0-9_]{0,40}$")


class LogWriter:
    """The writer of a node's log files: workers send it lines over a datagram socket, `name NUL lines`.

    `log/<name>/<name>.log` is today's; at the first line of a new day it becomes `<name>.log.YYYYMMDD`, and files
    older than `keep_days` go. One writer a node, which opens a new day's file anew: no line is lost.
    """

    def __init__(
        self,
        folder: Path,
        address: Path,
        *,
        keep_days: int,
        timezone: str,
        now: Callable[[tzinfo], datetime] = datetime.now,
    ) -> None:
        self._folder = folder
        self._address = address
        self._keep_days = keep_days
        self._zone = ZoneInfo(timezone)
        self._now = now
        self._files: dict[str, tuple[date, IO[bytes]]] = {}
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)

    def start(self) -> None:
        self._address.unlink(missing_ok=True)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024 * 1024)
        self._socket.bind(str(self._address))
        os.chmod(self._address, 0o660)
        self._thread.start()

    def stop(self) -> None:
        """Write what has been sent so far, then close."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"", str(self._address))
        self._thread.join()
        self._socket.close()
        self._address.unlink(missing_ok=True)
        for _, file in self._files.values():
            file.close()

    def _run(self) -> None:
        while message := self._socket.recv(_MESSAGE_BYTES):
            name, _, lines = message.partition(b"\0")
            if _NAME.match(label := name.decode("ascii", "replace")):
                self.write(label, lines)

    def write(self, name: str, lines: bytes) -> None:
        day = self._now(self._zone).date()
        opened = self._files.get(name)
        if opened is None or opened[0] != day:
            if opened:
                opened[1].close()
            opened = self._files[name] = (day, self._open(name, day))
        opened[1].write(lines)

    def _open(self, name: str, day: date) -> IO[bytes]:
        path = self._folder / name / f"{name}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        # Several nodes of one machine write to the same files: only one of them may put a file aside.
        with alone(path.parent):
            if path.exists() and path.stat().st_size:
                last = datetime.fromtimestamp(path.stat().st_mtime, self._zone).date()
                if last < day:
                    _put_aside(path, last)
            forget_old(path, day, self._keep_days)
            return path.open("ab", buffering=0)


def _put_aside(path: Path, day: date) -> None:
    kept = dated(path, day)
    if not kept.exists():
        path.rename(kept)
        return
    # A second rotation of the same day (the clock was set back): nothing already kept is overwritten.
    with kept.open("ab") as into:
        into.write(path.read_bytes())
    path.unlink()
