"""A server of the outside world for tests: started on loopback in a folder of its own, harmed on purpose, stopped by
its id."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any


class Server:
    """`answers` says whether it serves; `command` starts it in the foreground."""

    def __init__(
        self,
        command: Sequence[str],
        answers: Callable[[], bool],
        *,
        user: str = "",
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self._command = command
        self._answers = answers
        self._as_user = as_user(user)
        self._stop_signal = stop_signal
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self, seconds: float = 60) -> None:
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, **self._as_user,
        )  # fmt: skip
        deadline = time.monotonic() + seconds
        while not self._answers():
            if self._process.poll() is not None:
                raise RuntimeError(f"{self._command[0]} ended with {self._process.returncode}")
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self._command[0]} does not answer")
            time.sleep(0.02)

    def kill(self) -> None:
        """As a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(self._stop_signal)

    def restart(self) -> None:
        self.stop()
        self.start()

    def freeze(self) -> None:
        """It holds its connections and says nothing more."""
        family = self._family()
        for pid in family:
            os.kill(pid, signal.SIGSTOP)
        while any(_state(pid) not in "TZ" for pid in family):
            time.sleep(0.001)

    def thaw(self) -> None:
        for pid in self._family():
            os.kill(pid, signal.SIGCONT)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        self.freeze()
        try:
            yield
        finally:
            self.thaw()

    def _family(self) -> list[int]:
        """PostgreSQL has a process a connection."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [self.pid, *map(int, children.split())]

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        family = self._family() if number == signal.SIGKILL else [self.pid]
        process, self._process = self._process, None
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        while number == signal.SIGKILL and any(_lives(pid) for pid in family):
            time.sleep(0.001)


def as_user(name: str) -> dict[str, Any]:
    """For subprocess, as root: servers refuse to run as that."""
    if os.geteuid() != 0 or not name:
        return {}
    return {"user": name, "group": name, "extra_groups": []}


@contextmanager
def server_folder(user: str = "") -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="banyan-server-"))
    folder.chmod(0o755)
    try:
        if os.geteuid() == 0 and user:
            entry = pwd.getpwnam(user)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        return _state(pid) not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
