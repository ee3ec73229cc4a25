"""App nodes as the settings make them: their user, their plan, their gate. Light: nothing of a module is loaded."""

from __future__ import annotations

import sys
from pathlib import Path

import banyan
from banyan.config import DataFolder, LoadedSettings
from banyan.server.plans import NodePlan
from banyan.server.users import ProcessUser, choose_user, program_folders


def app_user(loaded: LoadedSettings) -> ProcessUser:
    config = [loaded.file.parent] if loaded.file else []
    return choose_user("app.user", loaded.values.app.user, [*program_folders(), *config, loaded.folder.root])


def gate(folder: DataFolder) -> Path:
    """While this file is there the site is still being prepared, and workers wait before they serve."""
    return folder.run / "preparing"


def public_url(loaded: LoadedSettings) -> str:
    gateway = loaded.values.gateway
    here = f"https://localhost:{gateway.tls.port}" if gateway.tls.on else f"http://localhost:{gateway.port}"
    return loaded.values.site.public_url.rstrip("/") or here


def node_plan(
    loaded: LoadedSettings,
    *,
    behind_gateway: bool,
    number: int = 1,
    listen: tuple[str, int] | None = None,
    leaves_gently: bool = False,
    reload: bool = False,
) -> NodePlan:
    """A node behind the gateway has a socket, or listens on `listen`: host and port, for gateways elsewhere."""
    settings, folder = loaded.values, loaded.folder
    host, port = listen or (settings.gateway.listen, settings.gateway.port)
    return NodePlan(
        name=f"app-{number}",
        pid_file=str(folder.node_pid_file(number)),
        log_folder=str(folder.log),
        log_socket=str(folder.log_socket(number)),
        metrics_folder=str(folder.metrics(number)),
        log_format=settings.log.format,
        log_keep_days=settings.log.keep_days,
        timezone=settings.site.timezone,
        # Alone there is one worker: what policies remember is in its memory.
        workers=settings.app.workers if behind_gateway else 1,
        backlog=settings.app.backlog,
        stop_timeout=settings.app.stop_timeout,
        gate=str(gate(folder)),
        behind_gateway=behind_gateway,
        socket=str(folder.app_socket(number)) if behind_gateway and not listen else None,
        host=host.strip("[]"),
        port=port,
        leaves_gently=leaves_gently,
        reload_folders=_code_folders(loaded) if reload else (),
        # Often below the project: its logs change with every request.
        reload_ignores=str(folder.root),
    )


def python_command(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)


def _code_folders(loaded: LoadedSettings) -> tuple[str, ...]:
    """Banyan's own code, and what stands beside banyan.toml: the project."""
    project = [str(loaded.file.parent)] if loaded.file else []
    return (str(Path(banyan.__file__).parent), *project)
