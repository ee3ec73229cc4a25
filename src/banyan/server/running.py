"""A whole site on one machine: start it, look at it, reload it, stop it. By the data folder's pid files."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import socket
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from banyan.base import SettingsError
from banyan.config import DataFolder
from banyan.server.gateway_node import gateway_process, render_gateway
from banyan.server.plans import SitePlan, write_plan
from banyan.server.prepare import Prepared, node_plan, prepare, python_command
from banyan.server.processes import children_of, end, read_pid, send, wait_gone
from banyan.server.site import Site

_RELOAD_SECONDS = 120.0


@dataclass(frozen=True)
class RunningProcess:
    """`part`: supervisor, gateway or app; `role`: main or worker."""

    part: str
    role: str
    pid: int


def processes(folder: DataFolder) -> list[RunningProcess]:
    found: list[RunningProcess] = []
    for part, file, mark in (
        ("supervisor", "supervisor.pid", "banyan"),
        ("gateway", "gateway.pid", "nginx"),
        ("app", "app-1.pid", "banyan"),
    ):
        pid = read_pid(folder.run / file, mark)
        if pid is not None:
            found.append(RunningProcess(part, "main", pid))
            if part != "supervisor":
                found += [RunningProcess(part, "worker", child) for child in children_of(pid)]
    return found


def status(folder: DataFolder) -> dict[str, Any]:
    running = processes(folder)
    parts = {process.part for process in running}
    return {
        "data": str(folder.root),
        "running": "app" in parts,
        "gateway": "gateway" in parts,
        "processes": [asdict(process) for process in running],
    }


def start_site(site: Site, *, with_gateway: bool, reload: bool, detach: bool) -> Prepared:
    """Prepare and start. Returns once a detached site answers; in the foreground it becomes the supervisor instead."""
    prepared = prepare(site)
    lock = _take_lock(site.folder)
    _end_leftovers(site.folder)
    _check_port(site)
    gateway = gateway_process(site)
    if with_gateway:
        gateway.write(render_gateway(site, prepared.gateway_user))
    write_plan(node_plan(site, behind_gateway=with_gateway, reload=reload), site.folder.run / "app-1.json")
    write_plan(_site_plan(prepared, lock, with_gateway=with_gateway), site.folder.run / "site.json")
    if with_gateway:
        gateway.start()
    command = python_command("banyan.server.supervisor", str(site.folder.run / "site.json"))
    os.set_inheritable(lock, True)
    if not detach:
        _announce(prepared)
        os.execv(command[0], command)
    _start_detached(site, command, lock)
    return prepared


def is_running(folder: DataFolder) -> bool:
    return read_pid(folder.run / "supervisor.pid", "banyan") is not None


def reload_site(site: Site) -> None:
    """New code, settings and configuration without a failed request. Raises SettingsError and changes nothing."""
    node = read_pid(site.folder.run / "app-1.pid", "banyan")
    if node is None:
        raise SettingsError(f"nothing runs on {site.folder.root}; start it with: banyan up --data {site.folder.root}")
    prepared = prepare(site)
    gateway = gateway_process(site)
    if gateway.running():
        gateway.write(render_gateway(site, prepared.gateway_user))
        gateway.reload()
    old = children_of(node)
    send(node, signal.SIGHUP)
    if not wait_gone(old, _RELOAD_SECONDS):
        raise SettingsError("the app node has not replaced its workers; see log/banyan/banyan.log")


def stop_site(folder: DataFolder) -> bool:
    """Gracefully: open requests finish. False if nothing ran."""
    running = processes(folder)
    mains = {process.part: process.pid for process in running if process.role == "main"}
    if "supervisor" in mains:
        end(mains["supervisor"], signal.SIGTERM, _RELOAD_SECONDS)
    _end_leftovers(folder)
    return bool(running)


def _end_leftovers(folder: DataFolder) -> None:
    """Parts whose supervisor is gone."""
    gateway = read_pid(folder.run / "gateway.pid", "nginx")
    if gateway is not None:
        end(gateway, signal.SIGQUIT, 30)
    node = read_pid(folder.run / "app-1.pid", "banyan")
    if node is not None:
        end(node, signal.SIGTERM, 35)


def _take_lock(folder: DataFolder) -> int:
    """Held by the supervisor as long as it lives."""
    lock = os.open(folder.run / "site.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SettingsError(
            f"{folder.root} is in use by a site that runs; stop it first: banyan down --data {folder.root}"
        ) from None
    return lock


def _check_port(site: Site) -> None:
    """Before anything starts: a port that is taken is the user's to solve."""
    gateway = site.settings.gateway
    family = socket.AF_INET6 if ":" in gateway.listen else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((gateway.listen.strip("[]"), gateway.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise SettingsError(
                    f"gateway.port: {gateway.port} is taken by another program; choose another with --port"
                ) from None
            raise SettingsError(f"gateway.listen: {gateway.listen}:{gateway.port}: {error.strerror}") from None


def _site_plan(prepared: Prepared, lock: int, *, with_gateway: bool) -> SitePlan:
    site = prepared.site
    folder, listen = site.folder, site.settings.gateway.listen.strip("[]")
    return SitePlan(
        pid_file=str(folder.run / "supervisor.pid"),
        lock_fd=lock,
        node_plan=str(folder.run / "app-1.json"),
        node_command=python_command("banyan.server.node"),
        node_pid_file=str(folder.run / "app-1.pid"),
        uid=prepared.app_user.uid,
        gid=prepared.app_user.gid,
        ping_host={"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listen, listen),  # noqa: S104  a comparison
        ping_port=site.settings.gateway.port,
        address=site.public_url,
        stop_timeout=site.settings.app.stop_timeout,
        gateway_pid_file=str(folder.run / "gateway.pid") if with_gateway else None,
        restart_gateway=python_command("banyan", "gateway", "start") if with_gateway else (),
    )


def _announce(prepared: Prepared) -> None:
    for warning in prepared.warnings:
        print(f"banyan: warning: {warning}", flush=True)


def _start_detached(site: Site, command: tuple[str, ...], lock: int) -> None:
    log = site.folder.log / "up.log"
    with log.open("ab") as output:
        position = output.tell()
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, pass_fds=(lock,)
        )
    while child.poll() is None:
        if b"banyan: ready" in _after(log, position):
            return
        time.sleep(0.02)
    said = _after(log, position).decode(errors="replace").strip()
    raise SettingsError(f"the site did not start:\n{said}" if said else "the site did not start; see log/up.log")


def _after(log: Path, position: int) -> bytes:
    with log.open("rb") as file:
        file.seek(position)
        return file.read()
