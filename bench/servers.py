"""Servers under measurement: on loopback, on one core, stopped by their ids."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.ports import free_port
from tests.sites import ROOT, data_folder

SERVER_CORE, CLIENT_CORE = 0, 1
_NGINX = """
daemon off; worker_processes 1; pid {home}/nginx.pid; error_log {home}/error.log crit;
events {{ worker_connections 4096; }}
http {{
    client_body_temp_path {home}/b; proxy_temp_path {home}/p; fastcgi_temp_path {home}/f;
    uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
    access_log {log}; keepalive_requests 1000000;
    {inner}
}}
"""


@contextmanager
def server(command: Sequence[str], ready: str, *, core: int | None = SERVER_CORE, cwd: Path = ROOT) -> Iterator[str]:
    """A program in the foreground; `ready` is the URL by which it is known to answer, and what is given."""
    process = subprocess.Popen([*_on(core), *command], cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(ready)
        yield ready
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def nginx(port: int, inner: str, *, core: int = SERVER_CORE, log: str = "off") -> Iterator[str]:
    """A bare one, of one worker. `inner`: its `http` block, with a server on that port; HOME in both is its folder."""
    with data_folder() as home:
        conf = home / "nginx.conf"
        conf.write_text(_NGINX.format(home=home, inner=inner, log=log).replace("HOME", str(home)))
        with server(["nginx", "-p", str(home), "-c", str(conf)], f"http://127.0.0.1:{port}/", core=core) as url:
            yield url


@contextmanager
def site(
    *options: str, settings: Mapping[str, str] | None = None, core: int | None = SERVER_CORE
) -> Iterator[tuple[str, Path]]:
    """A Banyan site: its base URL and data folder."""
    with data_folder() as data:
        port = free_port()
        environ = {
            **os.environ,
            "BANYAN_GATEWAY__LISTEN": "127.0.0.1",
            "BANYAN_GATEWAY__PORT": str(port),
            **(settings or {}),
        }
        try:
            subprocess.run(
                [*_on(core), *banyan("up", "--data", str(data), "--detach", *options)],
                check=True,
                env=environ,
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
            )
            yield f"http://127.0.0.1:{port}", data
        finally:
            subprocess.run(
                banyan("down", "--data", str(data)), check=True, env=environ, cwd=ROOT, stdout=subprocess.DEVNULL
            )


def _on(core: int | None) -> list[str]:
    return [] if core is None else ["taskset", "-c", str(core)]


def banyan(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "banyan", *arguments]


def processes(data: Path) -> list[dict[str, Any]]:
    status = subprocess.run(banyan("status", "--json", "--data", str(data)), check=True, capture_output=True, cwd=ROOT)
    found: list[dict[str, Any]] = json.loads(status.stdout)["processes"]
    return found


def wait_for(url: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            if httpx.get(url, timeout=1).status_code < 500:
                return
        except httpx.TransportError:
            pass
        if time.monotonic() > deadline:
            raise RuntimeError(f"no answer from {url}")
        time.sleep(0.02)
