from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from tests.chaos.faults import freeze_database, kill_nodes, kill_workers, restart_database
from tests.chaos.load import under_load
from tests.chaos.tally import Verdict, Window, judge
from tests.chaos.verify import find_losses
from tests.servers.databases import DatabaseTestServer, mariadb_server, postgresql_server
from tests.sites import running_site

_SETTINGS = {"BANYAN_MEMBERS__VERIFY_CODE": "false", "BANYAN_APP__WORKERS": "2", "BANYAN_APP__NODES": "2"}
_SERVERS = {"mariadb": mariadb_server, "postgresql": postgresql_server}


@dataclass(frozen=True)
class Plan:
    """How often each is done."""

    worker_kills: int = 100
    node_kills: int = 10
    restarts: int = 20
    freezes: int = 20


@dataclass(frozen=True)
class Result:
    database: str
    verdict: Verdict
    losses: list[str]
    acknowledged: dict[str, int]

    @property
    def well(self) -> bool:
        return not self.losses and not self.verdict.violations


def run(name: str, plan: Plan, clients: int = 50) -> Result:
    opened: AbstractContextManager[DatabaseTestServer] = _SERVERS[name]()
    with opened as database:
        settings = {**_SETTINGS, "BANYAN_DATABASE__URL": database.new_database()}
        with running_site(settings=settings) as site:
            with under_load(site.url, clients) as record:
                time.sleep(3)
                faults = {
                    "worker kills": (kill_workers(site, plan.worker_kills), plan.worker_kills),
                    "node kills": (kill_nodes(site, plan.node_kills), plan.node_kills),
                    "database restarts": (restart_database(database.server, record, plan.restarts), plan.restarts),
                    "database freezes": (freeze_database(database.server, record, plan.freezes), plan.freezes),
                }
                windows = [window for what, (each, times) in faults.items() for window in _told(what, each, times)]
            done = record.acknowledged
            counts = {"accounts": len(done.phones), "logins": len(done.tokens), "uploads": len(done.uploads)}
            return Result(name, judge(record.answers, windows), find_losses(site, done), counts)


def _told(what: str, faults: Iterator[Window], times: int) -> Iterator[Window]:
    for number, window in enumerate(faults, 1):
        sys.stderr.write(f"\r{what}: {number}/{times} ")
        sys.stderr.flush()
        yield window
    sys.stderr.write("\n")
