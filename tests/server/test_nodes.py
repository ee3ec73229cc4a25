"""Several app nodes behind one gateway: on sockets of one machine, and on TCP as in a fleet."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from banyan.server.processes import is_alive
from tests.load import load, wait_until
from tests.ports import free_port
from tests.sites import ROOT, TestSite, clean_environment, data_folder, running_site

_OPEN = {"BANYAN_MEMBERS__VERIFY_CODE": "false", "BANYAN_APP__WORKERS": "1", "BANYAN_GATEWAY__LISTEN": "127.0.0.1"}
_SECRET = {"BANYAN_SITE__SECRET": "a secret that all the nodes of this site share"}


@pytest.fixture(scope="module")
def two_sockets() -> Iterator[TestSite]:
    with running_site(settings={**_OPEN, "BANYAN_APP__NODES": "2"}) as site:
        yield site


def shares(site: TestSite, ask: int = 200) -> Counter[str]:
    """How many requests each node has got, by the gateway's own log."""
    log = site.data / "log" / "gateway" / "access.log"
    before = log.stat().st_size if log.exists() else 0

    def served() -> Counter[str]:
        with log.open() as file:
            file.seek(before)
            return Counter(re.findall(r'/health-check .* upstream_addr="([^"]+)"', file.read()))

    with site.client() as client:
        for _ in range(ask):
            assert client.get("/health-check").status_code == 200
    wait_until(lambda: sum(served().values()) >= ask)
    return served()


def test_two_nodes_get_even_shares(two_sockets: TestSite) -> None:
    got = shares(two_sockets)
    assert len(got) == 2
    assert max(got.values()) - min(got.values()) <= 4


def test_a_killed_node_fails_no_idempotent_request_and_comes_back(two_sockets: TestSite) -> None:
    statuses: Counter[int] = Counter()
    local = threading.local()

    def work(number: int) -> None:
        client = getattr(local, "client", None) or two_sockets.client()
        local.client = client
        statuses[client.get("/users/home" if number % 2 else "/users/me").status_code] += 1

    with load(work, threads=8):
        for _ in range(4):
            before = set(two_sockets.pids("app", "main"))
            victim = two_sockets.pids("app", "main")[0]
            workers = two_sockets.pids("app", "worker")
            os.kill(victim, signal.SIGKILL)
            wait_until(lambda before=before: len(set(two_sockets.pids("app", "main")) - before) == 1)
            wait_until(lambda workers=workers: len(set(two_sockets.pids("app", "worker")) - set(workers)) == 1)
            seen = sum(statuses.values())
            wait_until(lambda seen=seen: sum(statuses.values()) > seen + 200)
    assert set(statuses) == {200, 401}
    # One may have been tried on both.
    assert len({address for tried in shares(two_sockets) for address in tried.split(", ")}) == 2


def test_a_reload_of_two_nodes_fails_no_request(two_sockets: TestSite) -> None:
    statuses: Counter[int] = Counter()
    local = threading.local()

    def work(number: int) -> None:
        client = getattr(local, "client", None) or two_sockets.client()
        local.client = client
        # A POST is never tried again by the gateway: one that fails is seen.
        statuses[client.post("/users/login", json={"phone": "18800000000", "password": "x"}).status_code] += 1

    before = two_sockets.pids("app", "worker")
    with load(work):
        two_sockets.banyan("reload")
    assert not set(before) & set(two_sockets.pids("app", "worker"))
    assert set(statuses) == {200}


@contextmanager
def node(site: TestSite, *options: str, environ: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """`banyan run`, as a unit calls it."""
    command = [sys.executable, "-m", "banyan", "run", "--data", str(site.data), *options]
    process = subprocess.Popen(command, cwd=ROOT, env=clean_environment() | dict(site.environ) | dict(environ or {}))
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def fleet(**settings: str) -> Iterator[TestSite]:
    """A data folder whose gateway is started alone; its nodes are the test's to start."""
    with data_folder() as data:
        port = free_port()
        site = TestSite(data, port, {**_OPEN, **_SECRET, "BANYAN_GATEWAY__PORT": str(port), **settings}, True)
        try:
            yield site
        finally:
            site.banyan("gateway", "stop", check=False)


def answers(site: TestSite) -> bool:
    try:
        return httpx.get(f"{site.url}/ping", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def test_nodes_on_sockets_can_be_restarted_one_by_one_without_a_failed_request() -> None:
    with ExitStack() as stack:
        site = stack.enter_context(fleet(BANYAN_APP__NODES="2"))
        stack.enter_context(node(site, "--node", "2"))
        site.banyan("gateway", "start")
        statuses: Counter[int] = Counter()
        local = threading.local()

        def work(number: int) -> None:
            client = getattr(local, "client", None) or site.client()
            local.client = client
            statuses[client.post("/users/login", json={"phone": "18800000000", "password": "x"}).status_code] += 1

        with node(site, "--node", "1") as first:
            wait_until(lambda: (site.data / "run/app-1/app.sock").exists() and answers(site), 60)
            wait_until((site.data / "run/app-2/app.sock").exists, 60)
            with load(work, threads=2):
                wait_until(lambda: statuses[200] > 50)
                first.terminate()
                first.wait(60)
                seen = statuses[200]
                wait_until(lambda: statuses[200] > seen + 50)
        assert set(statuses) == {200}


def test_nodes_on_tcp_serve_the_sites_gateways_and_nobody_else() -> None:
    ports = free_port(), free_port()
    upstreams = "[" + ",".join(f'{{"address": "127.0.0.1:{port}"}}' for port in ports) + "]"
    with ExitStack() as stack:
        site = stack.enter_context(fleet(BANYAN_GATEWAY__UPSTREAMS=upstreams))
        running = [
            stack.enter_context(node(site, "--node", str(number), "--listen", f"127.0.0.1:{port}"))
            for number, port in enumerate(ports, 1)
        ]
        for port in ports:
            wait_until(lambda port=port: _pings(port), 60)
        site.banyan("gateway", "start")
        got = shares(site)
        assert set(got) == {f"127.0.0.1:{port}" for port in ports}
        assert max(got.values()) - min(got.values()) <= 4

        claims = {"X-Real-IP": "6.6.6.6", "Banyan-Token": "guess"}
        direct = httpx.get(f"http://127.0.0.1:{ports[0]}/users/me", headers=claims)
        assert direct.status_code == 403
        assert httpx.get(f"http://127.0.0.1:{ports[0]}/ping").text == "pong"

        statuses: Counter[int] = Counter()

        def work(number: int) -> None:
            statuses[httpx.get(f"{site.url}/users/home").status_code] += 1

        with load(work):
            _kill_node(site, running[0])
            seen = statuses[200]
            wait_until(lambda: statuses[200] > seen + 50)
        assert set(statuses) == {200}


def test_a_gateway_with_another_secret_is_not_served() -> None:
    port = free_port()
    with ExitStack() as stack:
        site = stack.enter_context(fleet(BANYAN_GATEWAY__UPSTREAMS=f'[{{"address": "127.0.0.1:{port}"}}]'))
        other = {"BANYAN_SITE__SECRET": "another secret, which is as long as the first"}
        stack.enter_context(node(site, "--listen", f"127.0.0.1:{port}", environ=other))
        wait_until(lambda: _pings(port), 60)
        site.banyan("gateway", "start")
        with site.client() as client:
            assert client.get("/users/home").status_code == 403


@pytest.mark.parametrize(
    ("options", "says"),
    [(("--listen", "8001"), "HOST:PORT"), (("--listen", "127.0.0.1:99999"), "HOST:PORT"), (("--node", "0"), "--node")],
)
def test_a_node_that_cannot_be_is_refused(options: tuple[str, ...], says: str) -> None:
    with fleet() as site:
        result = site.banyan("run", *options, check=False)
        assert result.returncode == 2
        assert says in result.stderr


def _pings(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/ping", timeout=2).text == "pong"
    except httpx.TransportError:
        return False


def _kill_node(site: TestSite, process: subprocess.Popen[bytes]) -> None:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.kill(process.pid, signal.SIGKILL)
    for child in map(int, children):
        os.kill(child, signal.SIGKILL)
    wait_until(lambda: not any(map(is_alive, map(int, children))))
