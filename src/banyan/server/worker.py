"""What Granian loads in each worker process."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import platform
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from banyan.base import BanyanError
from banyan.edge import GatewayOnly
from banyan.metrics import NodeMetrics, settle_dead
from banyan.observe import Envelope, LogShipper, RequestLog, configure_logging
from banyan.observe.envelope import App, Message, Receive, Scope, Send
from banyan.server.app import build_app
from banyan.server.plans import NodePlan, read_node_plan
from banyan.server.processes import children_of
from banyan.server.secret import app_token
from banyan.server.site import Site, load_site

_PR_SET_PDEATHSIG = 1


def create_app() -> App:
    plan = read_node_plan(os.environ["BANYAN_PLAN"])
    _die_with_parent(Path(plan.pid_file))
    try:
        site = load_site()
    except BanyanError:
        # Preparing the site fails in the same way, and says so once.
        _wait_at(Path(plan.gate))
        raise
    shipper = _configure_logging(plan, site)
    _wait_at(Path(plan.gate))
    if plan.behind_gateway:
        _let_the_gateway_go_first()
    log, metrics = _request_log(site, shipper), _node_metrics(plan)
    node_folder = Path(plan.pid_file).parent
    app = build_app(site, node_folder, behind_gateway=plan.behind_gateway, log=log, metrics=metrics)
    on_tcp = plan.behind_gateway and plan.socket is None
    guarded = GatewayOnly(app, app_token(site.loaded), log, metrics.requests) if on_tcp else app
    return _Worker(app, guarded, shipper, metrics)


class _Worker:
    """The application, with what begins and ends with the process around its lifespan."""

    def __init__(self, app: Envelope, guarded: App, shipper: LogShipper | None, metrics: NodeMetrics) -> None:
        self._app = app
        self._guarded = guarded
        self._shipper = shipper
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        else:
            await self._guarded(scope, receive, send)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, self._drain)
        self._metrics.requests.keep_flushing()

        async def send_when_done(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                _spare_what_stays()
            if message["type"].startswith("lifespan.shutdown"):
                self._metrics.requests.flush()
                if self._shipper:
                    await asyncio.to_thread(self._shipper.close)
            await send(message)

        await self._app(scope, receive, send_when_done)

    def _drain(self) -> None:
        self._app.draining = True


def _spare_what_stays() -> None:
    """Half a million objects that live as long as the worker: each full collection would look through them, and hold
    up every request for 0.15 s, some times a minute."""
    gc.collect()
    gc.freeze()
    # The node's main process has it begin without.
    gc.enable()


def _configure_logging(plan: NodePlan, site: Site) -> LogShipper | None:
    log = site.settings.log
    shipper = LogShipper(Path(plan.log_socket)) if log.format == "lines" else None
    configure_logging(
        style=log.format,
        timezone=site.settings.site.timezone,
        level=log.level,
        levels=log.levels,
        own_files=site.log_files,
        shipper=shipper,
    )
    return shipper


def _request_log(site: Site, shipper: LogShipper | None) -> RequestLog | None:
    settings = site.settings
    if not settings.log.requests:
        return None
    ship = shipper.lines_of("request") if shipper else _print_line
    return RequestLog(settings.site.name, settings.site.timezone, ship, as_json=shipper is None)


def _node_metrics(plan: NodePlan) -> NodeMetrics:
    folder, main = Path(plan.metrics_folder), os.getppid()
    settle_dead(folder, alive=children_of(main))
    node = f"{platform.node()}/{plan.name}"
    return NodeMetrics(node, folder, lambda: {main: "main", **dict.fromkeys(children_of(main), "worker")})


def _print_line(line: str) -> None:
    sys.stdout.write(line + "\n")


def _let_the_gateway_go_first() -> None:
    """Static files and pages must not wait behind logins that hash on every core (faults of members, 8).

    Linux shares a core between sessions before it looks at the priority of threads (sched(7), "The autogroup
    feature"), so this session's own weight counts; 19 leaves it a seventieth of a core that nginx wants whole.
    """
    with suppress(OSError):  # a kernel without it shares by thread, and the hashing threads are nice already
        Path("/proc/self/autogroup").write_text("19")


def _wait_at(gate: Path) -> None:
    """The site is prepared while its workers load: they serve when it is done."""
    while gate.exists():
        time.sleep(0.01)


def _die_with_parent(pid_file: Path) -> None:
    """A worker whose main process was killed would serve on unseen and hold the socket: it dies with it (Linux).

    By SIGKILL: a worker that has just been started hears SIGTERM with the handler that it has from its main process, or
    before its server runs, and is there for good.
    """
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # It may have been killed before that was said.
    if not pid_file.exists() or pid_file.read_text() != str(os.getppid()):
        sys.exit("the node's main process is gone")
