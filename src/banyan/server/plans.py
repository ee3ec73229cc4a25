"""What the lean processes are told: JSON beside the pid files, so that they need no settings of their own."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class NodePlan:
    """One app node. Either `socket` (behind the gateway) or `host` and `port` (alone)."""

    name: str
    pid_file: str
    log_folder: str
    log_socket: str
    log_format: str
    log_keep_days: int
    timezone: str
    workers: int
    backlog: int
    stop_timeout: int
    gate: str
    socket: str | None = None
    host: str = "127.0.0.1"
    port: int = 0
    reload_folders: tuple[str, ...] = ()
    reload_ignores: str = ""


@dataclass(frozen=True)
class SitePlan:
    """What the supervisor keeps running. `uid`/`gid`: whom the node runs as; `restart_gateway`: a command line."""

    pid_file: str
    prepare_command: tuple[str, ...]
    gate: str
    node_plan: str
    node_command: tuple[str, ...]
    uid: int | None
    gid: int | None
    ping_host: str
    ping_port: int
    address: str
    stop_timeout: int
    gateway_pid_file: str | None = None
    restart_gateway: tuple[str, ...] = ()


def write_plan(plan: NodePlan | SitePlan, file: Path) -> None:
    unfinished = file.with_suffix(".new")
    unfinished.write_text(json.dumps(asdict(plan), indent=1))
    unfinished.chmod(0o644)
    unfinished.rename(file)


def read_node_plan(file: str) -> NodePlan:
    return NodePlan(**json.loads(Path(file).read_text()))


def read_site_plan(file: str) -> SitePlan:
    return SitePlan(**json.loads(Path(file).read_text()))
