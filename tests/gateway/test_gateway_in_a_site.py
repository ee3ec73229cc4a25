"""The gateway of a real site: it hears of writes and of switches, and counts."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import time
from collections.abc import Iterator

import httpx
import pytest
from told_gateway import Door, positions

from banyan.config import DataFolder
from banyan.data import Database, database_url, invalidate
from banyan.edge.cache_counts import REQUESTS
from banyan.gateway import read_metrics
from banyan.server.processes import children_of
from tests.load import wait_until
from tests.sites import TestSite, data_folder, running_site

_UNDECLARED = "--undeclared"
_LATE = 0.5


@pytest.fixture(scope="module")
def door() -> Door:
    return Door()


@pytest.fixture(scope="module")
def site(door: Door) -> Iterator[TestSite]:
    with data_folder() as folder:
        settings = {**door.settings(folder), "BANYAN_APP__WORKERS": "2"}
        with running_site(settings=settings) as running:
            # A gateway answers before it has heard of the log.
            wait_until(lambda: applied(running) == newest_of_the_log(running))
            yield running


def applied(site: TestSite) -> int:
    return positions(DataFolder(site.data))[0]


def newest_of_the_log(site: TestSite) -> int:
    ((position,),) = site.query("SELECT position FROM invalidation_position")
    return int(position)


async def write(site: TestSite, tag: str) -> None:
    """As any process of the site's: here it is this one."""
    database = Database(database_url("sqlite:///db/site.sqlite3", site.data))
    try:
        async with database.transaction() as session:
            invalidate(session, tag)
    finally:
        await database.close()


def purge(site: TestSite, tag: str) -> int:
    site.banyan("cache", "purge", tag)
    return newest_of_the_log(site)


@pytest.mark.alone
def test_what_another_process_has_written_is_known_within_half_a_second(site: TestSite, door: Door) -> None:
    purge(site, "item:1")
    wait_until(lambda: applied(site) == newest_of_the_log(site))
    before = applied(site)
    for number in range(3):
        asyncio.run(write(site, f"item:{number}"))
        committed = time.monotonic()
        position = newest_of_the_log(site)
        wait_until(lambda position=position: applied(site) >= position)  # type: ignore[misc]
        # What this test takes to look, too.
        assert time.monotonic() - committed < 2 * _LATE
        assert door.ask("/allows", number=before, tag=f"item:{number}") == "false"


def test_purging_goes_through_the_app(site: TestSite, door: Door) -> None:
    before = applied(site)
    position = purge(site, "item:7")
    wait_until(lambda: applied(site) == position)
    assert door.ask("/allows", number=before, tag="item:7") == "false"
    assert door.ask("/allows", number=before, tag="item:8") == "true"
    site.banyan("cache", "purge", "--all")
    wait_until(lambda: applied(site) > position)
    assert door.ask("/allows", number=before, tag="item:8") == "false"


def test_a_switch_that_is_turned_stands_so_in_every_worker(site: TestSite, door: Door) -> None:
    for position, bypasses in (("degraded", True), ("normal", False)):
        site.banyan("switch", "cache.http.menu.dish", position, _UNDECLARED)
        wait_until(lambda bypasses=bypasses: door.switch("menu.dish")["bypasses"] is bypasses)  # type: ignore[misc]
        assert {door.switch("menu.dish")["bypasses"] for _ in range(8)} == {bypasses}


@pytest.mark.alone
def test_a_killed_node_that_comes_back_is_followed_on(site: TestSite) -> None:
    (main,) = site.pids("app-1", "main") or site.pids("app", "main")
    workers = children_of(main)
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    position = purge(site, "item:9")
    wait_until(lambda: applied(site) == position)


def test_what_the_workers_count_is_on_the_page_and_in_the_command(site: TestSite, door: Door) -> None:
    for outcome, times in (("hit", 9), ("stale", 3), ("miss", 2)):
        for _ in range(times):
            door.ask("/count", route="menu.dish", outcome=outcome)
    line = 'http_cache_requests_total{route="menu.dish",outcome="hit"} 9'
    wait_until(lambda: line in page(site))
    text = page(site)
    assert text.count("# TYPE http_cache_requests_total counter") == 1
    assert f"# HELP http_cache_requests_total {REQUESTS._documentation}\n" in text
    capacity, free = (
        int(re.findall(rf"^banyan_gateway_cache_{name}_bytes (\d+)$", text, re.MULTILINE)[0])
        for name in ("capacity", "free")
    )
    assert 0 < free <= capacity
    shown = json.loads(site.banyan("cache", "stats", "--json").stdout)
    assert shown["menu.dish"] == {"hit": 9, "stale": 3, "miss": 2, "bypass": 0}


def test_a_worker_that_goes_leaves_its_counts(site: TestSite, door: Door) -> None:
    door.ask("/count", route="menu.leaving", outcome="bypass")
    (main,) = site.pids("gateway", "main")
    os.kill(main, signal.SIGHUP)
    wait_until(lambda: 'http_cache_requests_total{route="menu.leaving",outcome="bypass"} 1' in page(site), seconds=5)


@pytest.mark.parametrize(
    "path",
    [
        *("/_banyan/stream", "/_banyan/stream?position=-1", "/_banyan/cache/purge", "/metrics", "/certificate"),
        *("/.banyan/app", "/.banyan/refresh", "/.banyan/node/1/metrics", "/.banyan%2frefresh", "/%2ebanyan/app"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PURGE"])
def test_the_public_port_knows_nothing_of_the_inside(site: TestSite, path: str, method: str) -> None:
    with site.client(verify=False) as client:
        for host in ("banyan", "control", "localhost"):
            answer = client.request(method, path, headers={"Host": host}, content=b"" if method == "GET" else b"{}")
            assert answer.status_code in (400, 404, 405)
            assert "position" not in answer.text


def test_nobody_else_may_ask_for_news(site: TestSite) -> None:
    folder = DataFolder(site.data)
    assert folder.control_socket.parent.stat().st_mode & 0o777 == 0o700
    assert folder.stream_socket.parent.stat().st_mode & 0o007 == 0
    assert folder.gateway_state.stat().st_mode & 0o777 == 0o700
    transport = httpx.HTTPTransport(uds=str(folder.stream_socket))
    with httpx.Client(transport=transport, base_url="http://banyan") as client:
        assert client.get("/_banyan/stream").status_code == 200
        assert {client.get(path).status_code for path in ("/", "/metrics", "/users/me")} == {404}


def page(site: TestSite) -> str:
    return read_metrics(DataFolder(site.data).control_socket)
