from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from banyan.config import DataFolder
from banyan.gateway import GatewayProcess
from tests.coherence.http import Client
from tests.load import wait_until
from tests.ports import free_port
from tests.sites import TestSite, data_folder, run_banyan, running_site

KEYS = 8
_MODULE = Path(__file__).parent / "modules" / "ledger.py"


@dataclass(frozen=True)
class Gateway:
    name: str
    data: Path
    port: int

    def pids(self) -> tuple[int, list[int]]:
        """The master's, and its workers'."""
        found = GatewayProcess(DataFolder(self.data), "nginx").pids()
        assert found
        return found

    def client(self) -> Client:
        return Client(self.port)


@dataclass(frozen=True)
class Fleet:
    """One site by two gateways, A and B, which know of each other by its log alone."""

    site: TestSite
    gateways: Mapping[str, Gateway]
    asked: Path
    """Each request that the origin got for /ledger/cold, a line."""


@contextmanager
def running_fleet(*, database: str = "", redis: str = "", nodes: int = 1, **settings: str) -> Iterator[Fleet]:
    with data_folder() as beside:
        asked = beside / "asked"
        asked.touch()
        asked.chmod(0o666)
        common = {
            "BANYAN_SITE__SECRET": "a secret that all of this site share",
            "BANYAN_APP__NODES": str(nodes),
            "BANYAN_APP__WORKERS": "2",
            "BANYAN_GATEWAY__WORKERS": "2",
            "BANYAN_REDIS__URL": redis,
            "LEDGER_ASKED": str(asked),
            **({"BANYAN_DATABASE__URL": database} if database else {}),
            **settings,
        }
        with running_site(modules=[_MODULE], settings=common) as site:
            _make_rows(site)
            sockets = sorted(site.data.glob("run/app-*/app.sock"))
            upstreams = [{"address": f"unix:{socket}", "max_fails": 0} for socket in sockets]
            second = Gateway("B", beside, free_port())
            environ = {**site.environ, "BANYAN_GATEWAY__UPSTREAMS": json.dumps(upstreams)}
            where = ("--data", str(beside))
            run_banyan("gateway", "start", "--port", str(second.port), *where, environ=environ)
            try:
                gateways = {"A": Gateway("A", site.data, site.port), "B": second}
                for gateway in gateways.values():
                    wait_until(lambda gateway=gateway: _keeps(gateway))  # type: ignore[misc]
                yield Fleet(site, gateways, asked)
            finally:
                run_banyan("gateway", "stop", *where, environ=environ, check=False)


def _make_rows(site: TestSite) -> None:
    site.query("CREATE TABLE ledger (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, stamp VARCHAR(60) NOT NULL)")
    for key in range(KEYS):
        site.query("INSERT INTO ledger VALUES (:key, 0, 'first')", key=key)


def _keeps(gateway: Gateway) -> bool:
    """It keeps nothing before it knows the log."""
    try:
        answer = httpx.get(f"http://127.0.0.1:{gateway.port}/ledger/row/0", timeout=5)
    except httpx.TransportError:
        return False
    return "; hit" in answer.headers.get("cache-status", "")
