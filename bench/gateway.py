"""The gateway with everything on against bare nginx, both in front of an nginx that answers from memory."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.load import interleaved
from bench.report import Table
from bench.servers import CLIENT_CORE, SERVER_CORE, banyan, nginx, wait_for
from tests.ports import free_port
from tests.sites import ROOT, data_folder

_BODY = "x" * 260
_PROXY = """
    upstream app {{ server 127.0.0.1:{upstream}; keepalive 64; keepalive_requests 1000000; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://app; proxy_http_version 1.1;
            proxy_set_header Connection ""; proxy_set_header Host $host;
        }}
    }}
"""


def measure(seconds: float, rounds: int) -> Table:
    with ExitStack() as stack:
        upstream = free_port()
        answer = f'server {{ listen 127.0.0.1:{upstream}; location / {{ return 200 "{_BODY}"; }} }}'
        stack.enter_context(nginx(upstream, answer, core=CLIENT_CORE))
        urls = {"Banyan's gateway": stack.enter_context(_gateway(upstream))}
        for name, log in (("bare nginx, access log off", "off"), ("bare nginx, its access log on", "HOME/access.log")):
            port = free_port()
            urls[name] = stack.enter_context(nginx(port, _PROXY.format(upstream=upstream, port=port), log=log))
        rates = interleaved(urls, seconds, rounds)
    ours = rates["Banyan's gateway"]
    rows = tuple((name, f"{rate:,.0f}", f"{ours / rate:.2f}") for name, rate in rates.items())
    return Table(
        "Proxying a 260-byte answer, one nginx worker on one core", ("server", "requests/s", "Banyan's is × this"), rows
    )


@contextmanager
def _gateway(upstream: int) -> Iterator[str]:
    with data_folder() as data:
        port = free_port()
        environ = {
            **os.environ,
            "BANYAN_GATEWAY__LISTEN": "127.0.0.1",
            "BANYAN_GATEWAY__PORT": str(port),
            "BANYAN_GATEWAY__WORKERS": "1",
            "BANYAN_GATEWAY__UPSTREAMS": json.dumps([{"address": f"127.0.0.1:{upstream}"}]),
        }

        def run(verb: str, data: Path = data) -> None:
            command = ["taskset", "-c", str(SERVER_CORE), *banyan("gateway", verb, "--data", str(data))]
            subprocess.run(command, check=True, env=environ, cwd=ROOT, stdout=subprocess.DEVNULL)

        run("start")
        try:
            wait_for(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}/"
        finally:
            run("stop")
