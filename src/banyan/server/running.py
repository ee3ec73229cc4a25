"""A running site on one machine, by the data folder's pid files: look at it, stop it."""

from __future__ import annotations

import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from banyan.base import SettingsError
from banyan.config import DataFolder
from banyan.server.processes import children_of, end, read_pid

_STOP_SECONDS = 120.0
# The supervisor gives up before.
_START_SECONDS = 90.0


@dataclass(frozen=True)
class RunningProcess:
    """`part`: supervisor, gateway or app; `role`: main or worker."""

    part: str
    role: str
    pid: int


def processes(folder: DataFolder) -> list[RunningProcess]:
    supervisor = read_pid(folder.run / "supervisor.pid", "banyan")
    gateway = read_pid(folder.run / "gateway.pid", "nginx")
    found = [RunningProcess("supervisor", "main", supervisor)] if supervisor else []
    for part, pid in (*([("gateway", gateway)] if gateway else []), *(("app", node) for node in node_pids(folder))):
        found.append(RunningProcess(part, "main", pid))
        found += [RunningProcess(part, "worker", child) for child in children_of(pid)]
    return found


def node_pids(folder: DataFolder) -> list[int]:
    """The main processes of this folder's app nodes, by the nodes' numbers."""
    files = sorted(folder.run.glob("app-*/pid"), key=lambda file: (len(str(file)), str(file)))
    return [pid for file in files if (pid := read_pid(file, "banyan")) is not None]


def status(folder: DataFolder) -> dict[str, Any]:
    running = processes(folder)
    parts = {process.part for process in running}
    return {
        "data": str(folder.root),
        "running": "app" in parts,
        "gateway": "gateway" in parts,
        "processes": [asdict(process) for process in running],
    }


def is_running(folder: DataFolder) -> bool:
    return read_pid(folder.run / "supervisor.pid", "banyan") is not None


def ready_file(folder: DataFolder) -> Path:
    """There while the supervisor's site answers; until then it is being started."""
    return folder.run / "ready"


def wait_until_started(folder: DataFolder) -> None:
    """If a supervisor is just starting this site. Raises SettingsError if that comes to nothing."""
    deadline = time.monotonic() + _START_SECONDS
    while is_running(folder) and not ready_file(folder).exists():
        if time.monotonic() > deadline:
            raise SettingsError(f"{folder.root} is being started and does not get there; see log/up.log")
        time.sleep(0.05)


def stop_site(folder: DataFolder) -> bool:
    """Gracefully: open requests finish. False if nothing ran."""
    running = processes(folder)
    mains = {process.part: process.pid for process in running if process.role == "main"}
    if "supervisor" in mains:
        end(mains["supervisor"], signal.SIGTERM, _STOP_SECONDS)
    end_leftovers(folder)
    return bool(running)


def end_leftovers(folder: DataFolder) -> None:
    """Parts whose supervisor is gone."""
    gateway = read_pid(folder.run / "gateway.pid", "nginx")
    if gateway is not None:
        end(gateway, signal.SIGQUIT, 30)
    for node in node_pids(folder):
        end(node, signal.SIGTERM, 35)
