"""Day trip: its list beside the original's design, lists and details on SQLite, and search among 100,000 sights."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import Load, Run, interleaved, load
from bench.made_up_sights import fill, searches
from bench.report import Table
from bench.servers import banyan, server, site
from tests.ports import free_port
from tests.servers.databases import mariadb_server

_MODULE = {"BANYAN_MODULES": '["daytrip"]'}
_MANY = 100_000
_LIST = "/api/attractions?page=0"


def measure_list(seconds: float, rounds: int) -> Table:
    """One app worker alone on one core, without caches and with them; the peer likewise; the database has the rest."""
    with ExitStack() as stack:
        database = stack.enter_context(mariadb_server())
        url = database.new_database()
        # A switch is the database's: the site that keeps its caches has one of its own.
        plain, kept, small = (stack.enter_context(_site(each)) for each in (url, database.new_database(), ""))
        plain.bypass_caches()
        small.bypass_caches()
        peer = stack.enter_context(_peer(url))
        loads = {
            "plain": f"{plain.base}{_LIST}",
            "kept": f"{kept.base}{_LIST}",
            "peer": f"{peer}{_LIST}",
            "twenty": f"{small.base}{_LIST}&page_size=20",
            "one": f"{small.base}/api/attraction/1",
        }
        rates = interleaved(loads, seconds, rounds)
    theirs = rates["peer"]
    rows = (
        ("the list, MariaDB, caches bypassed", f"{rates['plain']:,.0f}", f"{rates['plain'] / theirs:.2f}"),
        ("the list, MariaDB, as it ships", f"{rates['kept']:,.0f}", f"{rates['kept'] / theirs:.2f}"),
        ("the list, MariaDB, Flask and a pool of blocking connections", f"{theirs:,.0f}", "1.00"),
        ("a list of 20, SQLite, caches bypassed", f"{rates['twenty']:,.0f}", ""),
        ("one by its number, SQLite, caches bypassed", f"{rates['one']:,.0f}", ""),
    )
    return Table("Day trip, one worker on one core, 32 connections", ("", "requests/s", "× Flask"), rows)


def measure_search(seconds: float, rounds: int) -> Table:
    """The whole site on two cores: gateway, workers, database and load generator."""
    with ExitStack() as stack:
        database = stack.enter_context(mariadb_server("--innodb-buffer-pool-size=512M"))
        url = database.new_database()
        found = stack.enter_context(_site(url, alone=False))
        fill(url, found.data, _MANY)
        database.sql("ANALYZE TABLE sight, sight_name_part", url.rpartition("/")[2])
        paths = found.data / "paths"
        paths.write_text("\n".join(searches(20_000)))
        what = Load(found.base, "paths.lua", (str(paths),))
        runs = {"as it ships": _runs(what, seconds, rounds)}
        found.bypass_caches()
        runs["caches bypassed"] = _runs(what, seconds, rounds)
    rows = tuple(
        (
            how,
            f"{_middle(run.p99 for run in of) * 1000:.0f} ms",
            f"{_middle(run.requests_per_second for run in of):,.0f}",
        )
        for how, of in runs.items()
    )
    return Table(f"Search among {_MANY:,} sights on MariaDB, 16 connections", ("", "p99", "requests/s"), rows)


@dataclass(frozen=True)
class _Site:
    base: str
    data: Path
    settings: Mapping[str, str]

    def bypass_caches(self) -> None:
        command = banyan("switch", "cache", "degraded", "--data", str(self.data))
        subprocess.run(command, check=True, env={**os.environ, **self.settings}, stdout=subprocess.DEVNULL)
        # Every worker has heard of it within a second.
        time.sleep(1)


@contextmanager
def _site(url: str, *, alone: bool = True) -> Iterator[_Site]:
    settings = {**_MODULE, **({"BANYAN_DATABASE__URL": url} if url else {})}
    if alone:
        settings["BANYAN_APP__WORKERS"] = "1"
    with site(*(["--no-gateway"] if alone else []), settings=settings, core=0 if alone else None) as (base, data):
        yield _Site(base, data, settings)


@contextmanager
def _peer(url: str) -> Iterator[str]:
    port = str(free_port())
    command = [
        *("env", f"DAYTRIP_PEER_DATABASE={url}", sys.executable, "-m", "uvicorn", "bench.peers.daytrip_flask:app"),
        *("--port", port, "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"),
    ]
    with server(command, f"http://127.0.0.1:{port}{_LIST}") as ready:
        yield ready.removesuffix(_LIST)


def _runs(what: Load, seconds: float, rounds: int) -> list[Run]:
    load(what, 2, connections=16)
    return [load(what, seconds, connections=16) for _ in range(rounds)]


def _middle(values: Iterable[float]) -> float:
    return statistics.median(values)
