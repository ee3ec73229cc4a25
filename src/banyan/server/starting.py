"""Starting a whole site on one machine. Light: what is heavy happens beside the node, see prepare.py."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from banyan.base import SettingsError
from banyan.config import DataFolder, LoadedSettings, certificate_files
from banyan.server.folders import give_to, make_folders
from banyan.server.nodes import app_user, gate, node_plan, public_url, python_command
from banyan.server.plans import Chore, SitePlan, write_plan
from banyan.server.running import end_leftovers, ready_file
from banyan.server.users import ProcessUser

_HALF_A_DAY = 12 * 3600.0
# Whoever started the site has read what it said by then.
_SETTLED = 300.0


def start_site(
    loaded: LoadedSettings, *, with_gateway: bool, reload: bool, detach: bool, warn: Callable[[str], None]
) -> None:
    """Start the site's supervisor. Detached, it returns once the site answers; in the foreground this process becomes
    the supervisor. Raises SettingsError with nothing left running."""
    folder = loaded.folder
    numbers = range(1, (loaded.values.app.nodes if with_gateway else 1) + 1)
    make_folders(folder, numbers)
    lock = _take_lock(folder)
    end_leftovers(folder)
    ready_file(folder).unlink(missing_ok=True)
    _check_ports(loaded)
    user = app_user(loaded)
    if user.warning:
        warn(user.warning)
    gate(folder).touch()
    for number in numbers:
        plan = node_plan(loaded, behind_gateway=with_gateway, number=number, reload=reload)
        write_plan(plan, _node_plan_file(folder, number))
    write_plan(_site_plan(loaded, user, numbers, with_gateway=with_gateway), folder.run / "site.json")
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


def _node_plan_file(folder: DataFolder, number: int) -> Path:
    return folder.run / f"app-{number}.json"


def _check_ports(loaded: LoadedSettings) -> None:
    """Before anything starts: a port that is taken is the user's to solve."""
    gateway = loaded.values.gateway
    _check_port("gateway.port", gateway.listen, gateway.port, "choose another with --port")
    if gateway.tls.on:
        _check_port("gateway.tls.port", gateway.listen, gateway.tls.port, "set another")
    if gateway.internal:
        address, _, port = gateway.internal.rpartition(":")
        _check_port("gateway.internal", address, int(port), "set another")


def _check_port(setting: str, listen: str, port: int, mend: str) -> None:
    family = socket.AF_INET6 if ":" in listen else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listen.strip("[]"), port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise SettingsError(f"{setting}: {port} is taken by another program; {mend}") from None
            raise SettingsError(f"{setting}: cannot listen on {listen}:{port}: {error.strerror}") from None


def _site_plan(loaded: LoadedSettings, user: ProcessUser, numbers: Iterable[int], *, with_gateway: bool) -> SitePlan:
    folder, gateway = loaded.folder, loaded.values.gateway
    listen, tls = gateway.listen.strip("[]"), gateway.tls.on and with_gateway
    return SitePlan(
        pid_file=str(folder.run / "supervisor.pid"),
        ready=str(ready_file(folder)),
        prepare_command=python_command("banyan.server.prepare", *(["--gateway"] if with_gateway else [])),
        gate=str(gate(folder)),
        node_plans=tuple(str(_node_plan_file(folder, number)) for number in numbers),
        node_command=python_command("banyan.server.node"),
        uid=user.uid,
        gid=user.gid,
        ping_host={"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listen, listen),  # noqa: S104  a comparison
        ping_port=gateway.tls.port if tls else gateway.port,
        ping_tls=tls,
        port=gateway.port,
        address=public_url(loaded),
        stop_timeout=loaded.values.app.stop_timeout,
        gateway_pid_file=str(folder.run / "gateway.pid") if with_gateway else None,
        restart_gateway=_gateway_command(loaded) if with_gateway else (),
        chores=_chores(loaded, tls=tls),
    )


def _chores(loaded: LoadedSettings, *, tls: bool) -> tuple[Chore, ...]:
    folder, settings = str(loaded.folder.root), loaded.values
    zone = settings.site.timezone
    rotate = python_command("banyan.gateway.rotation", folder, str(settings.log.keep_days), zone)
    chores = [Chore(rotate, first=_SETTLED, timezone=zone)]
    renew = python_command("banyan", "tls", "renew", "--data", folder)
    if tls and settings.gateway.tls.names:
        chores.append(Chore(renew, every=_HALF_A_DAY))
    elif tls:
        files = certificate_files(settings.gateway.tls, loaded.folder, loaded.path)
        chores.append(Chore(renew, first=float("inf"), files=tuple(map(str, files))))
    return tuple(chores)


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
