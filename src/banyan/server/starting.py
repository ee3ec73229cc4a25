"""Starting a whole site on one machine. Light: what is heavy happens beside the node, see prepare.py."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from banyan.base import SettingsError
from banyan.config import DataFolder, LoadedSettings
from banyan.server.folders import give_to, make_folders
from banyan.server.nodes import app_user, gate, node_plan, public_url, python_command
from banyan.server.plans import SitePlan, write_plan
from banyan.server.running import end_leftovers
from banyan.server.users import ProcessUser


def start_site(
    loaded: LoadedSettings, *, with_gateway: bool, reload: bool, detach: bool, warn: Callable[[str], None]
) -> None:
    """Start the site's supervisor. Detached, it returns once the site answers; in the foreground this process becomes
    the supervisor. Raises SettingsError with nothing left running."""
    folder = loaded.folder
    make_folders(folder)
    lock = _take_lock(folder)
    end_leftovers(folder)
    _check_port(loaded)
    user = app_user(loaded)
    if user.warning:
        warn(user.warning)
    gate(folder).touch()
    write_plan(node_plan(loaded, behind_gateway=with_gateway, reload=reload), folder.run / "app-1.json")
    write_plan(_site_plan(loaded, user, with_gateway=with_gateway), folder.run / "site.json")
    give_to(folder, user)
    command = python_command("banyan.server.supervisor", str(folder.run / "site.json"))
    if detach:
        _start_detached(folder, command, lock)
    else:
        os.set_inheritable(lock, True)
        os.execv(command[0], command)


def _take_lock(folder: DataFolder) -> int:
    """Inherited and held by the supervisor as long as it lives."""
    lock = os.open(folder.run / "site.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SettingsError(
            f"{folder.root} is in use by a site that runs; stop it first: banyan down --data {folder.root}"
        ) from None
    return lock


def _check_port(loaded: LoadedSettings) -> None:
    """Before anything starts: a port that is taken is the user's to solve."""
    gateway = loaded.values.gateway
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


def _site_plan(loaded: LoadedSettings, user: ProcessUser, *, with_gateway: bool) -> SitePlan:
    folder, listen = loaded.folder, loaded.values.gateway.listen.strip("[]")
    return SitePlan(
        pid_file=str(folder.run / "supervisor.pid"),
        prepare_command=python_command("banyan.server.prepare", *(["--gateway"] if with_gateway else [])),
        gate=str(gate(folder)),
        node_plan=str(folder.run / "app-1.json"),
        node_command=python_command("banyan.server.node"),
        uid=user.uid,
        gid=user.gid,
        ping_host={"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listen, listen),  # noqa: S104  a comparison
        ping_port=loaded.values.gateway.port,
        address=public_url(loaded),
        stop_timeout=loaded.values.app.stop_timeout,
        gateway_pid_file=str(folder.run / "gateway.pid") if with_gateway else None,
        restart_gateway=_gateway_command(loaded) if with_gateway else (),
    )


def _gateway_command(loaded: LoadedSettings) -> tuple[str, ...]:
    """Starts the gateway as it was last written."""
    return python_command("banyan.gateway.start", str(loaded.folder.root), loaded.values.gateway.nginx)


def _start_detached(folder: DataFolder, command: tuple[str, ...], lock: int) -> None:
    log = folder.log / "up.log"
    with log.open("ab") as output:
        position = output.tell()
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, pass_fds=(lock,)
        )
    while child.poll() is None:
        if b"banyan: ready" in _said(log, position):
            return
        time.sleep(0.02)
    said = _said(log, position).decode(errors="replace").strip()
    raise SettingsError(said.removeprefix("banyan: ") or "the site did not start and said nothing")


def _said(log: Path, position: int) -> bytes:
    with log.open("rb") as file:
        file.seek(position)
        return file.read()
