"""Running nginx for a gateway's folder: write, test, start, reload, upgrade, stop (checklist 3, 4, 7, 8)."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from banyan.base import SettingsError
from banyan.config import DataFolder
from banyan.gateway.modules import find_program
from banyan.gateway.nginx_processes import (
    are_gone,
    family,
    find_orphans,
    read_master,
    serve_no_more,
    serving_workers,
    wait_until,
)
from banyan.gateway.releases import Releases

_CHANGE_SECONDS = 15.0
_TITLE = re.compile(r"^(nginx: |[\d/]+ [\d:]+ )\[(emerg|alert|error|crit)\]( \d+#\d+:)? *")
_TAKEN = re.compile(r"bind\(\) to (\S+) failed \(98")
_FORBIDDEN = re.compile(r"bind\(\) to (\S+) failed \(13")


class GatewayConfigError(SettingsError):
    """nginx refuses the configuration. The message has nginx's own line, with file and line number."""

    name = "gateway_config"


class GatewayStartError(SettingsError):
    """The configuration is sound, but nginx does not start with it here."""

    name = "gateway_start"


class GatewayProcess:
    """One nginx, master and workers, known by the pid file in the data folder.

    By hand, as on any nginx (the pid is in run/gateway.pid): HUP reloads, QUIT stops gracefully, USR1 opens the logs
    anew, and a new nginx program takes over without a pause by USR2, then WINCH and QUIT to the old master, whose pid
    is in run/gateway.pid.oldbin. `reload`, `stop` and `upgrade` do the same and wait for the outcome.
    """

    def __init__(self, folder: DataFolder, nginx: str) -> None:
        """`nginx`: a program's name or path. Raises SettingsError when there is none."""
        self._folder = folder
        self._nginx = nginx
        self._program = find_program(nginx)
        self._releases = Releases(folder)
        self._pid_file = folder.run / "gateway.pid"
        self._log_folder = (folder.log / "gateway").absolute()

    def write(self, files: Mapping[str, str]) -> None:
        """Make this the configuration, if nginx takes it; else raise GatewayConfigError with all as it was.

        A running nginx goes on with the old one until `reload`.
        """
        self.test(files)
        self._releases.promote()

    def is_written(self, files: Mapping[str, str]) -> bool:
        """Whether this is the configuration already, with the Lua of this version."""
        return self._releases.is_live(files)

    def test(self, files: Mapping[str, str] | None = None) -> None:
        """Without `files`, test the configuration that was written last. Raises GatewayConfigError."""
        release = self._releases.live
        if files is not None:
            self._releases.write_candidate(files, self._command(release))
            release = self._releases.candidate
        tested = self._run([*self._command(release), "-t"])
        if tested.returncode:
            raise GatewayConfigError(_reason(tested.stderr, "gateway: nginx refuses the configuration: "))

    def start(self) -> None:
        """Running: test and reload. Not running: test and start (checklist 7), when workers of a master that was killed
        have been told to go. Raises GatewayConfigError or GatewayStartError, one line each.
        """
        self.test()
        if self.running():
            self.reload()
            return
        self._clear_the_way()
        started = self._run(["/bin/sh", self._script])
        if started.returncode:
            raise GatewayStartError(_reason(started.stderr, "gateway: nginx does not start: "))
        if not wait_until(lambda: self._has_all_workers(set()), _CHANGE_SECONDS):
            raise GatewayStartError(f"gateway: nginx did not come up; see {self._log_folder}/error.log")
        self._releases.settle()

    def become(self) -> NoReturn:
        """This process becomes nginx's main one, in the foreground. Raises GatewayConfigError."""
        self.test()
        self._clear_the_way()
        os.execv("/bin/sh", ["/bin/sh", self._script, "-g", "daemon off;"])

    def reload(self) -> None:
        """Returns when the workers of the new configuration serve; those of the old one finish what they have.

        Raises GatewayConfigError when nginx keeps the old one after all (a new port that is taken): so do we, then.
        """
        master = self._master()
        if master is None:
            raise GatewayStartError("gateway: nginx is not running; start it")
        before = set(serving_workers(master))
        seen = self._log_size()
        os.kill(master, signal.SIGHUP)
        wait_until(lambda: self._has_all_workers(before) or bool(self._refusal_since(seen)), _CHANGE_SECONDS)
        if not self._has_all_workers(before):
            self._releases.roll_back()
            late = f"gateway: the new workers did not come up; see {self._log_folder}/error.log"
            raise GatewayConfigError(self._refusal_since(seen) or late)
        self._releases.settle()

    def upgrade(self) -> None:
        """Let the nginx program that is installed now take over from the running one, listening throughout."""
        old = self._master()
        if old is None:
            raise GatewayStartError("gateway: nginx is not running; start it")
        os.kill(old, signal.SIGUSR2)
        if not wait_until(lambda: self._master() != old and self._has_all_workers(set()), _CHANGE_SECONDS):
            raise GatewayStartError(f"gateway: the new nginx did not come up; see {self._log_folder}/error.log")
        os.kill(old, signal.SIGWINCH)
        os.kill(old, signal.SIGQUIT)

    def stop(self, timeout: float) -> None:
        """Open requests get `timeout` seconds to finish; then all processes are ended. Not running: nothing to do."""
        orphans = find_orphans(self._log_folder)
        master = self._master()
        members = [*orphans, *(family(master) if master else [])]
        _send(signal.SIGQUIT, [*orphans, *([master] if master else [])])
        for number, seconds in ((signal.SIGTERM, timeout), (signal.SIGKILL, 2.0), (None, 2.0)):
            if wait_until(lambda: are_gone(members), seconds):
                return
            if number:
                _send(number, members)

    def pids(self) -> tuple[int, list[int]] | None:
        """The master and the workers that take requests; None when it does not run."""
        master = self._master()
        return (master, serving_workers(master)) if master else None

    def running(self) -> bool:
        return self._master() is not None

    def _master(self) -> int | None:
        return read_master(self._pid_file, str(self._releases.root))

    def _has_all_workers(self, old: set[int]) -> bool:
        """Whether as many serve as are configured, and none of the old ones."""
        master = self._master()
        now = set(serving_workers(master)) if master else set()
        return len(now) >= self._releases.configured_workers() and not now & old

    def _command(self, release: Path) -> list[str]:
        return [self._program, "-e", "stderr", "-p", f"{release}/", "-c", "conf/nginx.conf"]

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
        )

    @property
    def _script(self) -> str:
        return str(self._releases.live / "bin" / "nginx")

    def _clear_the_way(self) -> None:
        self._dismiss_orphans()
        # Left behind by one that was killed: nginx would take it for another's.
        for left in (self._folder.control_socket, self._folder.stream_socket, self._folder.plain_socket):
            left.unlink(missing_ok=True)

    def _dismiss_orphans(self) -> None:
        """They let go of the port at once and finish their requests."""
        orphans = find_orphans(self._log_folder)
        _send(signal.SIGQUIT, orphans)
        if not wait_until(lambda: serve_no_more(orphans), 2.0):
            _send(signal.SIGKILL, orphans)
            wait_until(lambda: are_gone(orphans), 2.0)

    def _log_size(self) -> int:
        log = self._log_folder / "error.log"
        return log.stat().st_size if log.exists() else 0

    def _refusal_since(self, offset: int) -> str:
        """Why the running nginx did not take a new configuration; empty while it has not said."""
        with (self._log_folder / "error.log").open(encoding="utf-8", errors="replace") as log:
            log.seek(offset)
            # What our own Lua reports is as loud (lua/banyan/core/report.lua), and refuses nothing.
            lines = [line for line in log if "[emerg]" in line and "[lua]" not in line]
        if not lines or "bind() to" in lines[-1]:  # it tries a port several times, and says at last that it gives up
            return ""
        return _in_words(lines[0], "gateway: nginx goes on with the old configuration: ")


def _send(number: signal.Signals, pids: list[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _reason(output: str, what: str) -> str:
    """nginx's first complaint, else whatever it said last."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    complaints = [line for line in lines if "[emerg]" in line] or [line for line in lines if _TITLE.match(line)]
    return _in_words((complaints or lines[-1:] or ["it said nothing"])[0], what)


def _in_words(line: str, what: str) -> str:
    """One line that names the setting where we know it, else `what` happened with nginx's own words."""
    if taken := _TAKEN.search(line):
        return f"gateway.port: {taken[1]} is taken by another program; stop that or set another gateway.port"
    if forbidden := _FORBIDDEN.search(line):
        return f"gateway.port: {forbidden[1]} is for root alone; start as root or set a gateway.port over 1023"
    return what + _TITLE.sub("", line.strip())
