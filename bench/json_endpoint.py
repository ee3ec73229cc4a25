"""A JSON endpoint with validated parameters, everything on, against peers with nothing on."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack

from bench.load import interleaved
from bench.report import Table
from bench.servers import server, site
from tests.ports import free_port
from tests.sites import ROOT

_QUERY = "/items?page=3&page_size=20&tag=tea"
_MODULE = {"BANYAN_MODULES": '["benchmark"]', "BANYAN_APP__WORKERS": "1", "BANYAN_GATEWAY__WORKERS": "1"}


def measure(seconds: float, rounds: int) -> Table:
    install_module()
    with ExitStack() as stack:
        urls = {
            "Banyan, alone": stack.enter_context(site("--no-gateway", settings=_MODULE))[0] + _QUERY,
            "Banyan behind its gateway, one core for both": stack.enter_context(site(settings=_MODULE))[0] + _QUERY,
        }
        for name, command in _peers().items():
            port = str(free_port())
            filled = [part.replace("PORT", port) for part in command]
            urls[name] = stack.enter_context(server(filled, f"http://127.0.0.1:{port}{_QUERY}"))
        rates = interleaved(urls, seconds, rounds)
    ours = rates["Banyan, alone"]
    rows = tuple((name, f"{rate:,.0f}", f"{ours / rate:.2f}") for name, rate in rates.items())
    return Table(
        "JSON endpoint, one worker on one core, 32 connections",
        ("server", "requests/s", "Banyan alone is × this"),
        rows,
    )


def _peers() -> dict[str, list[str]]:
    python = [sys.executable, "-m"]
    granian = ["granian", "--interface", "asgi", "--loop", "uvloop", "--no-log", "--http", "1", "--port", "PORT"]
    return {
        "plain Litestar on Granian": [*python, *granian, "bench.peers.litestar_app:app"],
        "plain FastAPI on uvicorn (uvloop, httptools)": [
            *python, "uvicorn", "bench.peers.fastapi_app:app", "--port", "PORT", "--loop", "uvloop",
            "--http", "httptools", "--no-access-log", "--log-level", "warning",
        ],
        "plain Tornado": [*python, "bench.peers.tornado_app", "PORT"],
        "plain Flask on gunicorn, 4 workers": [
            *python, "gunicorn", "-w", "4", "-b", "127.0.0.1:PORT", "bench.peers.flask_app:app",
        ],
    }  # fmt: skip


def install_module() -> None:
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "-e", str(ROOT / "bench/peers/banyan_module")], check=True)
