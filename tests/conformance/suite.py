"""The public suite of HTTP cache tests (npm's http-cache-tests, by the editor of RFC 9111), run against a gateway that
`banyan gateway start --upstream` has put in front of the suite's own origin."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.load import wait_until
from tests.ports import free_port
from tests.sites import data_folder, run_banyan

HERE = Path(__file__).parent
PACKAGE = HERE / "node_modules" / "http-cache-tests"
VERSION: str = json.loads((HERE / "package.json").read_text())["dependencies"]["http-cache-tests"]
_PASSED = "✅"
_SECONDS = 600
_LOOPBACK = {"BANYAN_GATEWAY__LISTEN": "127.0.0.1"}


@dataclass(frozen=True)
class Outcome:
    """`result`: the suite's own sign; `detail`: what it says of a test that was not passed."""

    id: str
    suite: str
    name: str
    kind: str
    result: str
    detail: str

    @property
    def passed(self) -> bool:
        return self.result == _PASSED


def run_suite() -> list[Outcome]:
    _install()
    with _origin() as origin, _gateway(origin) as address:
        done = subprocess.run(
            ["node", "--no-warnings", "run.mjs", address],
            cwd=HERE,
            capture_output=True,
            text=True,
            check=True,
            timeout=_SECONDS,
        )
    return [Outcome(**each) for each in json.loads(done.stdout.splitlines()[-1])]


def _install() -> None:
    """What the lock file names, if it is not there already."""
    lock = (HERE / "package-lock.json").read_text()
    stamp = HERE / "node_modules" / ".banyan-lock"
    if not stamp.is_file() or stamp.read_text() != lock:
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=HERE, check=True)
        stamp.write_text(lock)


@contextmanager
def _origin() -> Iterator[str]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        names = {"protocol": "http", "port": str(port), "pidfile": str(Path(folder) / "pid")}
        process = subprocess.Popen(
            ["node", "--no-warnings", "server/server.mjs"],
            cwd=PACKAGE,
            env={**os.environ, **{f"npm_config_{name}": value for name, value in names.items()}},
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_until(lambda: _listens(port))
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def _gateway(origin: str) -> Iterator[str]:
    port = free_port()
    with data_folder() as data:
        where = ["--data", str(data)]
        try:
            run_banyan("gateway", "start", "--upstream", origin, "--port", str(port), *where, environ=_LOOPBACK)
            yield f"http://127.0.0.1:{port}"
        finally:
            run_banyan("gateway", "stop", *where, check=False)
