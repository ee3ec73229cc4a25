"""One app node: `python -m banyan.server.node PLAN`. Granian's main process, which is also its workers' log writer.

It knows nothing of the site: what a worker needs is loaded in the worker, so that a reload takes the new code and a
main process costs little memory.

Restarting without a failed request: the gateway keeps connections to workers open, and a worker that stops closes
them; a request that is just then on its way would be lost. So a worker that is to go is told first (SIGUSR1) and says
`Connection: close` from then on, while the gateway drops connections that were idle for a second; after
`_DRAIN_SECONDS` nobody holds one, and it stops. So does a whole node that stops while its gateways go on.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
import time
from pathlib import Path

from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels
from granian.server.mp import MPServer

from banyan.observe.log_writer import LogWriter
from banyan.server.plans import NodePlan, read_node_plan
from banyan.server.processes import send

_DRAIN_SECONDS = 2.5


def main() -> None:
    plan_file = sys.argv[1]
    plan = read_node_plan(plan_file)
    os.environ["BANYAN_PLAN"] = plan_file
    # Read when a worker loads prometheus_client, which this process must not have loaded before.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = _empty_folder(Path(plan.metrics_folder))
    Path(plan.pid_file).write_text(str(os.getpid()))
    if plan.socket:
        # Left behind by a node that was killed.
        Path(plan.socket).unlink(missing_ok=True)
    # A worker that is still loading has nothing to finish: it must neither inherit this process's patience nor end by
    # being told that it is about to go.
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    os.register_at_fork(after_in_child=_stop_at_once)
    # What a worker loads stays as long as it does; until it serves there is next to no garbage to look for.
    os.register_at_fork(after_in_child=gc.disable)
    writer = _start_log_writer(plan)
    server = _make_server(plan)
    server.on_reload(server.drain)
    try:
        server.serve()
    finally:
        if writer:
            writer.stop()
        Path(plan.pid_file).unlink(missing_ok=True)


class _Server(MPServer):
    leaves_gently: bool
    socket: Path | None

    def drain(self) -> None:
        """Tell the workers that they are about to go."""
        for worker in self.wrks:
            send(worker.inner.pid, signal.SIGUSR1)

    def shutdown(self, exit_code: int = 0) -> None:
        if self.leaves_gently:
            if self.socket:
                # Who connects from now on fails at once, and goes to another node with all that it has to say.
                self.socket.unlink(missing_ok=True)
            self.drain()
            time.sleep(_DRAIN_SECONDS)
        super().shutdown(exit_code)  # type: ignore[no-untyped-call]


def _empty_folder(folder: Path) -> str:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    return str(folder)


def _stop_at_once() -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _start_log_writer(plan: NodePlan) -> LogWriter | None:
    if plan.log_format != "lines":
        return None
    writer = LogWriter(
        Path(plan.log_folder), Path(plan.log_socket), keep_days=plan.log_keep_days, timezone=plan.timezone
    )
    writer.start()
    return writer


def _make_server(plan: NodePlan) -> _Server:
    server = _Server(
        "banyan.server.worker:create_app",
        factory=True,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        loop=Loops.uvloop,
        uds=Path(plan.socket) if plan.socket else None,
        uds_permissions=0o660 if plan.socket else None,
        address=plan.host,
        port=plan.port,
        workers=plan.workers,
        backlog=plan.backlog,
        respawn_failed_workers=True,
        respawn_interval=_DRAIN_SECONDS,
        workers_kill_timeout=plan.stop_timeout,
        log_level=LogLevels.warning,
        reload=bool(plan.reload_folders),
        reload_paths=[Path(folder) for folder in plan.reload_folders] or None,
        reload_ignore_paths=[Path(plan.reload_ignores)],
        reload_ignore_worker_failure=bool(plan.reload_folders),
    )
    server.leaves_gently = plan.leaves_gently
    server.socket = Path(plan.socket) if plan.socket else None
    return server


if __name__ == "__main__":
    main()
