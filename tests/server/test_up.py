"""`banyan up` as people use it at a terminal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from banyan.server.processes import is_alive
from tests.ports import free_port
from tests.sites import ROOT, clean_environment, data_folder, run_banyan, running_site


@contextmanager
def foreground(
    data: Path, *options: str, config: Path = ROOT / "banyan.toml"
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    environ = clean_environment() | {"BANYAN_GATEWAY__LISTEN": "127.0.0.1", "BANYAN_CONFIG": str(config)}
    command = [sys.executable, "-m", "banyan", "up", "--port", str(port), "--data", str(data), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environ)
    try:
        assert process.stdout is not None
        assert any(line.startswith("banyan: ready on") for line in process.stdout)
        yield process, port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _processes(data: Path) -> list[dict[str, int]]:
    found: list[dict[str, int]] = json.loads(run_banyan("status", "--json", "--data", str(data), check=False).stdout)[
        "processes"
    ]
    return found


@pytest.mark.parametrize("options", [(), ("--no-gateway",)], ids=["gateway", "alone"])
def test_ctrl_c_stops_all_of_it_gracefully(options: tuple[str, ...]) -> None:
    with data_folder() as data, foreground(data, *options) as (process, port):
        assert httpx.get(f"http://127.0.0.1:{port}/ping").text == "pong"
        pids = [running["pid"] for running in _processes(data)]
        assert process.pid in pids
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert not any(map(is_alive, pids))


def test_reload_restarts_on_code_changes_and_not_on_data() -> None:
    with data_folder() as project:
        (project / "banyan.toml").write_text('modules = ["members"]\n')
        code, data = project / "code.py", project / "var"
        with foreground(data, "--no-gateway", "--reload", config=project / "banyan.toml") as (_, port):
            before = _workers(data)
            for number in range(5):
                httpx.get(f"http://127.0.0.1:{port}/ping")
                (data / f"noise-{number}.py").write_text("")
            assert _workers(data) == before
            code.write_text("changed = True\n")
            deadline = time.monotonic() + 20
            while not _workers(data) or _workers(data) == before:
                assert time.monotonic() < deadline, "the change was not noticed"
                time.sleep(0.05)


def _workers(data: Path) -> list[int]:
    return [running["pid"] for running in _processes(data) if running["role"] == "worker"]  # type: ignore[comparison-overlap]


def test_as_root_it_runs_as_www_data_where_that_can_reach_the_program() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    with data_folder() as data, foreground(data):
        warned = "so it runs as root" in run_banyan("doctor", "--data", str(data), check=False).stdout
        owners = {Path(f"/proc/{pid}").stat().st_uid for pid in _workers(data)}
        assert (0 in owners) is warned


def test_as_root_in_a_folder_that_is_roots_alone_all_of_it_runs_as_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root has such folders")
    with data_folder() as closed:
        closed.chmod(0o700)
        (closed / "data").mkdir()
        with foreground(closed / "data") as (_, port):
            assert httpx.get(f"http://127.0.0.1:{port}/ping").text == "pong"
            owners = {Path(f"/proc/{running['pid']}").owner() for running in _processes(closed / "data")}
            assert owners == {"root"}


@pytest.mark.parametrize("user", ["root", "nobody"])
def test_nodes_may_run_as_another_user_than_the_gateway(user: str) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    with running_site(settings={"BANYAN_APP__USER": user}) as site, site.client() as client:
        assert {Path(f"/proc/{pid}").owner() for pid in site.pids("app", "worker")} == {user}
        assert client.get("/ping").text == "pong"
