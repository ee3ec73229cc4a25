"""Switches are seen by every worker and node within a second (api-layer point 9), with Redis and without."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from banyan.server.processes import children_of
from tests.load import wait_until
from tests.servers.databases import DatabaseTestServer
from tests.servers.redis import RedisTestServer
from tests.sites import TestSite, running_site

_NAME = "student.grade"
# Beyond every position: only what is new of the control document is waited for.
_LATER = 10**17


@pytest.fixture(scope="module", params=["with Redis", "without Redis"])
def site(
    request: pytest.FixtureRequest, mariadb: DatabaseTestServer, redis_test_server: RedisTestServer
) -> Iterator[TestSite]:
    settings = {
        "BANYAN_DATABASE__URL": mariadb.new_database(),
        "BANYAN_APP__NODES": "2",
        "BANYAN_APP__WORKERS": "2",
        "BANYAN_REDIS__URL": redis_test_server.url if request.param == "with Redis" else "",
    }
    with running_site(settings=settings) as running:
        wait_until(lambda: all(_answers(running, number) for number in (1, 2)))
        yield running


def test_point_9_a_switch_is_seen_by_both_nodes_within_a_second(site: TestSite) -> None:
    for position in ("degraded", "normal", "auto"):
        with ExitStack() as stack:
            nodes = [stack.enter_context(_node(site, number)) for number in (1, 2)]
            versions = [_ask(node, control=-1)["control"]["version"] for node in nodes]
            site.banyan("switch", _NAME, position, "--undeclared")
            turned = time.monotonic()
            for node, version in zip(nodes, versions, strict=True):
                control = _ask(node, control=version, position=_LATER, wait=5)["control"]
                assert control["switches"].get(_NAME, "auto") == position
            assert time.monotonic() - turned < 1


def test_who_turned_it_and_from_what_to_what_is_kept(site: TestSite) -> None:
    site.banyan("switch", _NAME, "degraded", "--undeclared")
    site.banyan("switch", _NAME, "auto", "--undeclared")
    shown = json.loads(site.banyan("switch", _NAME, "--undeclared", "--json").stdout)
    assert shown["position"] == "auto"
    assert [(change["from"], change["to"]) for change in shown["changes"][:2]] == [
        ("degraded", "auto"),
        ("auto", "degraded"),
    ]
    assert all("@" in change["by"] for change in shown["changes"])


def test_a_worker_that_starts_while_the_database_is_away_keeps_to_the_last_good_copy(
    mariadb: DatabaseTestServer,
) -> None:
    settings = {"BANYAN_DATABASE__URL": mariadb.new_database(), "BANYAN_APP__WORKERS": "1"}
    with running_site(settings=settings) as site:
        site.banyan("switch", _NAME, "degraded", "--undeclared")
        copy = site.data / "run/app-1/control.json"
        wait_until(lambda: copy.exists() and _NAME in copy.read_text())
        (main,) = site.pids("app-1", "main") or site.pids("app", "main")
        (worker,) = children_of(main)
        with mariadb.server.frozen():
            os.kill(worker, signal.SIGKILL)
            wait_until(lambda: children_of(main) not in ([], [worker]))
            with _node(site, 1) as node:
                answer = node.get("/_banyan/stream", params={"position": _LATER, "control": -1})
        assert answer.json()["control"]["switches"] == {_NAME: "degraded"}


def test_the_public_port_knows_no_stream(site: TestSite) -> None:
    with site.client() as client:
        assert client.get("/_banyan/stream").status_code == 404


@pytest.mark.parametrize("arguments", [("Nonsense!", "auto"), (_NAME, "off")])
def test_what_is_no_switch_or_position_is_refused_with_the_mend(site: TestSite, arguments: tuple[str, str]) -> None:
    result = site.banyan("switch", *arguments, "--undeclared", check=False)
    assert result.returncode != 0
    assert "student.grade" in result.stderr or "degraded" in result.stderr


def test_a_switch_that_nobody_declares_is_named_with_those_that_are(site: TestSite) -> None:
    result = site.banyan("switch", "student.grad", "degraded", check=False)
    assert result.returncode == 1
    assert "student.grad" in result.stderr
    assert "declared:" in result.stderr


def _node(site: TestSite, number: int) -> httpx.Client:
    transport = httpx.HTTPTransport(uds=str(site.data / f"run/app-{number}/app.sock"))
    return httpx.Client(transport=transport, base_url="http://node", timeout=30)


def _answers(site: TestSite, number: int) -> bool:
    try:
        with _node(site, number) as node:
            return node.get("/ping").status_code == 200
    except httpx.TransportError:
        return False


def _ask(node: httpx.Client, **parameters: Any) -> dict[str, Any]:
    answer = node.get("/_banyan/stream", params=parameters)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
