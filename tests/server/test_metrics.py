"""`/metrics`: all workers of a node, all nodes of a site, and nobody else's to read."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client import REGISTRY
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

import banyan.server.app  # noqa: F401  every package that counts something
from banyan.config import DataFolder
from banyan.server.running import processes
from tests.load import wait_until
from tests.ports import free_port
from tests.sites import ROOT, TestSite, running_site

_INTERNAL = free_port()
_SETTINGS = {
    "BANYAN_GATEWAY__INTERNAL": f"127.0.0.1:{_INTERNAL}",
    "BANYAN_APP__NODES": "2",
    "BANYAN_APP__WORKERS": "2",
}


@pytest.fixture(scope="module")
def site() -> Iterator[TestSite]:
    with running_site(settings=_SETTINGS) as running:
        yield running


def families() -> dict[str, Metric]:
    """What Prometheus is told; each metric once."""
    answer = httpx.get(f"http://127.0.0.1:{_INTERNAL}/metrics", timeout=10)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = list(text_string_to_metric_families(answer.text))
    assert len({family.name for family in found}) == len(found)
    return {family.name: family for family in found}


def pids(site: TestSite, role: str) -> set[int]:
    return {each.pid for each in processes(DataFolder(site.data)) if (each.part, each.role) == ("app", role)}


def count(route: str, name: str = "http_requests_total", **labels: str) -> float:
    """Over all nodes."""
    wanted = {"route": route, **labels}
    samples = [sample for family in families().values() for sample in family.samples if sample.name == name]
    return sum(sample.value for sample in samples if wanted.items() <= sample.labels.items())


def test_every_request_of_every_worker_is_counted_by_method_route_and_status(site: TestSite) -> None:
    for _ in range(40):
        # A connection each, for every worker to have some.
        with site.client(verify=False) as client:
            client.get("/users/me")
    wait_until(lambda: count("/users/me", method="GET", status="401") == 40)
    assert count("/users/me", "http_request_duration_seconds_count", status="401") == 40
    assert count("/users/me", "http_request_duration_seconds_bucket", le="+Inf") == 40
    nodes = {sample.labels["node"] for sample in families()["http_requests"].samples}
    assert {name.rpartition("/")[2] for name in nodes} == {"app-1", "app-2"}


def test_labels_are_bounded_whatever_clients_send(site: TestSite) -> None:
    with site.client() as client:
        client.head("/users/home")
        for number, method in enumerate(("BREW", "MOVE", "LOCK", "COPY", "LINK")):
            client.get(f"/nothing/{number}")
            client.request(method, "/ping")
            client.get(f"/static/image/{number}.png?w=1")
    wait_until(lambda: count("unmatched", method="other") == 5 and count("unmatched", method="GET") >= 5)
    wait_until(lambda: count("/static/image/{name}", status="404") == 5)
    assert count("/users/home", method="HEAD", status="200") == 1
    assert {sample.labels["method"] for sample in families()["http_requests"].samples} <= {"GET", "HEAD", "other"}


def test_what_a_killed_worker_counted_stays_and_its_files_go(site: TestSite) -> None:
    with site.client() as client:
        for _ in range(20):
            client.get("/health-check")
    wait_until(lambda: count("/health-check", status="200") == 20)
    before = pids(site, "worker")
    killed = min(before)
    os.kill(killed, signal.SIGKILL)

    def is_settled() -> bool:
        return not list((site.data / "run").glob(f"app-*/metrics/*_{killed}.db"))

    wait_until(lambda: len(pids(site, "worker") - {killed}) == len(before) and is_settled())
    assert count("/health-check", status="200") == 20


def test_processes_and_versions(site: TestSite) -> None:
    found = families()
    samples = found["process_resident_memory_bytes"].samples
    assert {int(sample.labels["pid"]) for sample in samples} == pids(site, "main") | pids(site, "worker")
    assert {sample.labels["role"] for sample in samples} == {"main", "worker"}
    assert all(sample.value > 10_000_000 for sample in samples)
    assert {sample.value for sample in found["banyan_build_info"].samples} == {1.0}
    assert [sample.value for sample in found["banyan_node_up"].samples] == [1.0, 1.0]


def test_a_nodes_own_socket_answers_for_all_its_workers(site: TestSite) -> None:
    transport = httpx.HTTPTransport(uds=str(site.data / "run/app-1/app.sock"))
    with httpx.Client(transport=transport, base_url="http://node") as client:
        text = client.get("/metrics").text
    assert '/app-1"' in text
    assert '/app-2"' not in text


def test_every_metric_is_in_the_docs_and_no_other(site: TestSite) -> None:
    page = (ROOT / "docs/operating.md").read_text().split("## Metrics")[1].split("\n## ")[0]
    documented = set(re.findall(r"^\| `([a-z_]+)` \|", page, re.MULTILINE))
    registered = {family.name: family.type for family in REGISTRY.collect() if not family.name.startswith("python_")}
    served = {name: family.type for name, family in families().items()}
    names = {f"{name}_total" if kind == "counter" else name for name, kind in {**registered, **served}.items()}
    assert documented == names


def test_a_nodes_main_process_loads_nothing_that_counts() -> None:
    """prometheus_client decides when it is loaded whether it counts for one process or for many, and is forked."""
    code = "import sys, banyan.server.node; sys.exit('prometheus_client' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_folder_is_swept_when_a_node_starts(site: TestSite) -> None:
    folder = Path(site.data / "run/app-1/metrics")
    left = folder / "counter_1.db"
    left.write_bytes(b"left by somebody")
    os.kill(int((site.data / "run/app-1/pid").read_text()), signal.SIGKILL)
    wait_until(lambda: not left.exists())
    wait_until(lambda: len(pids(site, "worker")) == 4)
    assert len(list(folder.glob("counter_*.db"))) <= 4
