"""What keeps a site running: `python -m banyan.server.supervisor PLAN`, on the standard library alone.

It has the site prepared and starts the app nodes, says when the site answers, starts again what ends by itself, and
stops all of it gracefully, the gateway first: it takes no new requests while nodes finish those that they have.
"""

from __future__ import annotations

import http.client
import os
import pwd
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from banyan.server.chores import Chores
from banyan.server.plans import SitePlan, read_node_plan, read_site_plan
from banyan.server.processes import end, read_pid, send

_READY_SECONDS = 60.0
_TICK = 0.1
_MIN_PAUSE, _MAX_PAUSE = 0.5, 10.0
_GATEWAY_PAUSE = 2.0


def main() -> None:
    plan = read_site_plan(sys.argv[1])
    Path(plan.pid_file).write_text(str(os.getpid()))
    try:
        code = Supervisor(plan).run()
    finally:
        Path(plan.ready).unlink(missing_ok=True)
        Path(plan.pid_file).unlink(missing_ok=True)
    sys.exit(code)


class Supervisor:
    def __init__(self, plan: SitePlan) -> None:
        self._plan = plan
        self._nodes = [_Node(plan, file) for file in plan.node_plans]
        self._preparing: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._reload_asked = False
        self._next_gateway_start = 0.0
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGHUP, self._on_reload)

    def run(self) -> int:
        try:
            self._preparing = subprocess.Popen(self._plan.prepare_command, stdin=subprocess.DEVNULL)
            for node in self._nodes:
                node.start()
            if not self._become_ready():
                return 0 if self._stopping else 1
            Path(self._plan.ready).touch()
            self._keep()
            return 0
        finally:
            self._stop()

    def _become_ready(self) -> bool:
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline and not self._stopping:
            if self._preparing and self._preparing.poll():
                return False
            ended = [node.ended() for node in self._nodes if node.ended() is not None]
            if ended:
                _say(f"an app node ended with code {ended[0]} before it answered; see above and the log")
                return False
            if not Path(self._plan.gate).exists() and self._answers() and all(node.listens() for node in self._nodes):
                _say(f"ready on {self._plan.address}")
                return True
            time.sleep(0.05)
        if not self._stopping:
            _say(f"no answer on {self._plan.address} within {_READY_SECONDS:.0f} s; see the log")
        return False

    def _keep(self) -> None:
        chores = Chores(self._plan.chores)
        while not self._stopping:
            time.sleep(_TICK)
            for node in self._nodes:
                node.mend()
            if self._reload_asked:
                self._reload()
            if time.monotonic() >= self._next_gateway_start and self._gateway_is_gone():
                self._restart_gateway()
            chores.look()
        chores.stop()

    def _reload(self) -> None:
        self._reload_asked = False
        for node in self._nodes:
            node.reload()

    def _restart_gateway(self) -> None:
        # A binary upgrade (USR2, QUIT) has a moment between two pid files.
        time.sleep(0.3)
        if self._stopping or self._gateway_pid() is not None:
            return
        _say("the gateway is gone; starting it again")
        result = subprocess.run(self._plan.restart_gateway, check=False)
        if result.returncode:
            self._next_gateway_start = time.monotonic() + _GATEWAY_PAUSE

    def _gateway_is_gone(self) -> bool:
        return self._plan.gateway_pid_file is not None and self._gateway_pid() is None

    def _gateway_pid(self) -> int | None:
        return read_pid(Path(self._plan.gateway_pid_file), "nginx") if self._plan.gateway_pid_file else None

    def _answers(self) -> bool:
        address = (self._plan.ping_host, self._plan.ping_port)
        connection = (
            # Whether it answers is the question, not whom its certificate names.
            http.client.HTTPSConnection(*address, timeout=1, context=ssl._create_unverified_context())  # noqa: S323
            if self._plan.ping_tls
            else http.client.HTTPConnection(*address, timeout=1)
        )
        try:
            connection.request("GET", "/ping")
            return connection.getresponse().read() == b"pong"
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _stop(self) -> None:
        self._stopping = True
        if self._preparing and self._preparing.poll() is None:
            self._preparing.terminate()
            self._preparing.wait()
        gateway = self._gateway_pid()
        if gateway is not None:
            end(gateway, signal.SIGQUIT, self._plan.stop_timeout)
        for node in self._nodes:
            node.ask_to_stop()
        for node in self._nodes:
            node.wait()

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _on_reload(self, number: int, frame: FrameType | None) -> None:
        # A node that has only just been started would be ended by it.
        self._reload_asked = True


class _Node:
    """An app node, started again when it ends by itself, ever later while it goes on doing so."""

    def __init__(self, plan: SitePlan, plan_file: str) -> None:
        self._plan = plan
        self._plan_file = plan_file
        self._socket = read_node_plan(plan_file).socket
        self._process: subprocess.Popen[bytes] | None = None
        self._pause = _MIN_PAUSE
        self._next_start = 0.0

    def start(self) -> None:
        plan = self._plan
        as_user: dict[str, Any] = {}
        if plan.uid is not None:
            # Libraries look for files in the home folder (asyncpg for certificates): root's is closed to it.
            home = pwd.getpwuid(plan.uid).pw_dir
            as_user = {"user": plan.uid, "group": plan.gid, "extra_groups": [], "env": {**os.environ, "HOME": home}}
        # A session of its own: Ctrl-C at the terminal reaches the supervisor alone, which stops things in order.
        self._process = subprocess.Popen(
            [*plan.node_command, self._plan_file], start_new_session=True, stdin=subprocess.DEVNULL, **as_user
        )

    def listens(self) -> bool:
        """On its socket; one without has the port by which the site is known to answer."""
        if self._socket is None:
            return True
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            return probe.connect_ex(self._socket) == 0

    def ended(self) -> int | None:
        return self._process.poll() if self._process else None

    def mend(self) -> None:
        code = self.ended()
        if code is not None and time.monotonic() >= self._next_start:
            _say(f"an app node ended with code {code}; starting it again")
            self._next_start = time.monotonic() + self._pause
            self._pause = min(self._pause * 2, _MAX_PAUSE)
            self.start()
        elif code is None and time.monotonic() > self._next_start + 60:
            self._pause = _MIN_PAUSE

    def reload(self) -> None:
        if self._process and self.ended() is None:
            send(self._process.pid, signal.SIGHUP)

    def ask_to_stop(self) -> None:
        if self._process and self.ended() is None:
            self._process.terminate()

    def wait(self) -> None:
        if self._process is None:
            return
        try:
            self._process.wait(self._plan.stop_timeout + 5)
        except subprocess.TimeoutExpired:
            end(self._process.pid, signal.SIGKILL, 5)
            self._process.wait()


def _say(text: str) -> None:
    sys.stdout.write(f"banyan: {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
