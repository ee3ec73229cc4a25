"""What the lean processes are told: JSON beside the pid files, so that they need no settings of their own."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class NodePlan:
    """One app node on `socket`, or on `host` and `port`; there it is alone, or `behind_gateway` that shows the token.
    `leaves_gently`: gateways go on when it stops, and are given time to let go of it."""

    name: str
    pid_file: str
    log_folder: str
    log_socket: str
    metrics_folder: str
    log_format: str
    log_keep_days: int
    timezone: str
    workers: int
    backlog: int
    stop_timeout: int
    gate: str
    behind_gateway: bool
    socket: str | None = None
    host: str = "127.0.0.1"
    port: int = 0
    reload_folders: tuple[str, ...] = ()
    reload_ignores: str = ""
    leaves_gently: bool = False


@dataclass(frozen=True)
class Chore:
    """A command to run now and then: `every` so many seconds (0: not by the clock), at each change of the day in
    `timezone`, and when one of `files` has changed. `first`: seconds after the site has become ready."""

    command: tuple[str, ...]
    every: float = 0
    first: float = 0
    timezone: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class SitePlan:
    """What the supervisor keeps running. `ready`: the file that says that the site answers; `uid`/`gid`: whom nodes run
    as; `restart_gateway`: a command line; `port`: the setting; `ping_tls`: whether `ping_port` is an HTTPS port."""

    pid_file: str
    ready: str
    prepare_command: tuple[str, ...]
    gate: str
    node_plans: tuple[str, ...]
    node_command: tuple[str, ...]
    uid: int | None
    gid: int | None
    ping_host: str
    ping_port: int
    ping_tls: bool
    port: int
    address: str
    stop_timeout: int
    gateway_pid_file: str | None = None
    restart_gateway: tuple[str, ...] = ()
    chores: tuple[Chore, ...] = ()


def write_plan(plan: NodePlan | SitePlan, file: Path) -> None:
    unfinished = file.with_suffix(".new")
    unfinished.write_text(json.dumps(asdict(plan), indent=1))
    unfinished.chmod(0o644)
    unfinished.rename(file)


def read_node_plan(file: str) -> NodePlan:
    return NodePlan(**json.loads(Path(file).read_text()))


def read_site_plan(file: str) -> SitePlan:
    plan = json.loads(Path(file).read_text())
    return SitePlan(**{**plan, "chores": tuple(Chore(**chore) for chore in plan["chores"])})
