"""What is done to a site, and until when it may be noticed."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from banyan.config import DataFolder
from banyan.server.processes import children_of
from banyan.server.running import node_pids
from tests.chaos.tally import Record, Window
from tests.load import wait_until
from tests.servers.process import Server
from tests.sites import TestSite

# "normal service within 2 s of its return"
_RECOVERY = 2.0
_FREEZE = 3.0
# Whose worker ends twice within seconds is taken for one that crashes by itself.
_PAUSE = 2.5
# Which a worker listens to when it has loaded.
_DRAIN_BIT = 1 << (signal.SIGUSR1 - 1)


def kill_workers(site: TestSite, times: int) -> Iterator[Window]:
    """One at a time, the oldest: while it is replaced the others serve. (A worker that ends twice within seconds is one
    that crashes by itself: then its node ends, and is started again, ever later.)"""
    for _ in range(times):
        before = _workers(site)
        victim = min(before, key=_started)
        began = time.monotonic()
        os.kill(victim, signal.SIGKILL)
        _wait_for_others(site, {victim}, len(before))
        yield Window("process", began, time.monotonic())


def kill_nodes(site: TestSite, times: int) -> Iterator[Window]:
    for _ in range(times):
        before = _workers(site)
        victim = random.choice(node_pids(DataFolder(site.data)))
        children = children_of(victim)
        began = time.monotonic()
        for pid in (victim, *children):
            os.kill(pid, signal.SIGKILL)
        _wait_for_others(site, set(children), len(before))
        wait_until(lambda: all(map(_answers, site.data.glob("run/app-*/app.sock"))), 60)
        yield Window("process", began, time.monotonic())


def _answers(path: Path) -> bool:
    try:
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), timeout=5) as client:
            return client.get("http://node/ping").status_code == 200
    except httpx.TransportError:
        return False


def _started(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])


def _workers(site: TestSite) -> list[int]:
    return [pid for node in node_pids(DataFolder(site.data)) for pid in children_of(node)]


def _wait_for_others(site: TestSite, victims: set[int], number: int) -> None:
    wait_until(lambda: len(serving := set(_workers(site)) - victims) == number and all(map(_serves, serving)), 60)
    time.sleep(_PAUSE)


def _serves(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:")).split()[1]
    return bool(int(caught, 16) & _DRAIN_BIT)


def restart_database(server: Server, record: Record, times: int) -> Iterator[Window]:
    for number in range(times):
        began = time.monotonic()
        if number % 2:
            server.kill()
        else:
            server.stop()
        time.sleep(random.uniform(0, 1))
        server.start()
        yield _returned("database", began, record)


def freeze_database(server: Server, record: Record, times: int) -> Iterator[Window]:
    for _ in range(times):
        began = time.monotonic()
        with server.frozen():
            time.sleep(_FREEZE)
        yield _returned("database", began, record)


def _returned(kind: str, began: float, record: Record) -> Window:
    ended = time.monotonic() + _RECOVERY
    seen = len(record)
    time.sleep(_RECOVERY + 1)
    wait_until(lambda: len(record) > seen + 50)
    return Window(kind, began, ended)
