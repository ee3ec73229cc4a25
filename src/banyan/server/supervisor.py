"""What keeps a site running: `python -m banyan.server.supervisor PLAN`, on the standard library alone.

It has the site prepared and starts the app node, says when the site answers, starts again what ends by itself, and
stops all of it gracefully, the gateway first: it takes no new requests while the node finishes those that it has.
"""

from __future__ import annotations

import http.client
import os
import pwd
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from banyan.server.plans import SitePlan, read_site_plan
from banyan.server.processes import end, read_pid, send

_READY_SECONDS = 60.0
_TICK = 0.1
_MAX_PAUSE = 10.0


def main() -> None:
    plan = read_site_plan(sys.argv[1])
    Path(plan.pid_file).write_text(str(os.getpid()))
    try:
        code = Supervisor(plan).run()
    finally:
        Path(plan.pid_file).unlink(missing_ok=True)
    sys.exit(code)


class Supervisor:
    def __init__(self, plan: SitePlan) -> None:
        self._plan = plan
        self._node: subprocess.Popen[bytes] | None = None
        self._preparing: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._pause = 0.5
        self._next_start = 0.0
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGHUP, self._on_reload)

    def run(self) -> int:
        try:
            self._preparing = subprocess.Popen(self._plan.prepare_command, stdin=subprocess.DEVNULL)
            self._start_node()
            if not self._become_ready():
                return 0 if self._stopping else 1
            while not self._stopping:
                time.sleep(_TICK)
                self._mend()
            return 0
        finally:
            self._stop()

    def _become_ready(self) -> bool:
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline and not self._stopping:
            if self._preparing and self._preparing.poll():
                return False
            if self._node_ended() is not None:
                _say(f"the app node ended with code {self._node_ended()} before it answered; see above and the log")
                return False
            if not Path(self._plan.gate).exists() and self._answers():
                _say(f"ready on {self._plan.address}")
                return True
            time.sleep(0.05)
        if not self._stopping:
            _say(f"no answer on {self._plan.address} within {_READY_SECONDS:.0f} s; see the log")
        return False

    def _mend(self) -> None:
        code = self._node_ended()
        if code is not None and time.monotonic() >= self._next_start:
            _say(f"the app node ended with code {code}; starting it again")
            self._next_start = time.monotonic() + self._pause
            self._pause = min(self._pause * 2, _MAX_PAUSE)
            self._start_node()
        elif code is None and time.monotonic() > self._next_start + 60:
            self._pause = 0.5
        if self._plan.gateway_pid_file and self._gateway_pid() is None:
            self._restart_gateway()

    def _restart_gateway(self) -> None:
        # A binary upgrade (USR2, QUIT) has a moment between two pid files.
        time.sleep(0.3)
        if self._stopping or self._gateway_pid() is not None:
            return
        _say("the gateway is gone; starting it again")
        result = subprocess.run(self._plan.restart_gateway, check=False)
        if result.returncode:
            time.sleep(2)

    def _start_node(self) -> None:
        plan = self._plan
        as_user: dict[str, Any] = {}
        if plan.uid is not None:
            # Libraries look for files in the home folder (asyncpg for certificates): root's is closed to it.
            home = pwd.getpwuid(plan.uid).pw_dir
            as_user = {"user": plan.uid, "group": plan.gid, "extra_groups": [], "env": {**os.environ, "HOME": home}}
        # A session of its own: Ctrl-C at the terminal reaches this process alone, which stops things in order.
        self._node = subprocess.Popen(
            [*plan.node_command, plan.node_plan], start_new_session=True, stdin=subprocess.DEVNULL, **as_user
        )

    def _node_ended(self) -> int | None:
        return self._node.poll() if self._node else None

    def _gateway_pid(self) -> int | None:
        return read_pid(Path(self._plan.gateway_pid_file), "nginx") if self._plan.gateway_pid_file else None

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(self._plan.ping_host, self._plan.ping_port, timeout=1)
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
        if self._node and self._node.poll() is None:
            self._node.terminate()
            try:
                self._node.wait(self._plan.stop_timeout + 5)
            except subprocess.TimeoutExpired:
                end(self._node.pid, signal.SIGKILL, 5)
                self._node.wait()

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _on_reload(self, number: int, frame: FrameType | None) -> None:
        if self._node and self._node.poll() is None:
            send(self._node.pid, signal.SIGHUP)


def _say(text: str) -> None:
    sys.stdout.write(f"banyan: {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
