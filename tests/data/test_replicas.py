"""Read replicas (api-layer point 11): two real servers, one of which follows the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest

from tests.load import wait_until
from tests.servers.databases import DatabaseTestServer, replicated_mariadb
from tests.sites import TestSite, running_site

_MEMBER = {"phone": "18866668888", "password": "demo123456", "code": "123456"}


@dataclass(frozen=True)
class Replicated:
    site: TestSite
    replica: DatabaseTestServer

    def reads(self) -> int:
        """Of accounts, on the replica."""
        return int(self.replica.sql("SHOW GLOBAL STATUS LIKE 'Com_select'").split()[1])

    @contextmanager
    def member(self) -> Iterator[httpx.Client]:
        with self.site.client() as client:
            client.post("/users/regist", json=_MEMBER)
            token = client.post("/users/login", json=_MEMBER).json()["data"]["msg"]["token"]
            client.headers["Authorization"] = f"Bearer {token}"
            yield client


@pytest.fixture(scope="module")
def replicated() -> Iterator[Replicated]:
    with replicated_mariadb() as (primary, replica):
        url = primary.new_database()
        name = url.rpartition("/")[2]
        replica_url = url.replace(f":{_port(url)}/", f":{_port(replica.new_database())}/")
        wait_until(lambda: bool(replica.sql(f"SHOW DATABASES LIKE '{name}'")))
        settings = {
            "BANYAN_DATABASE__URL": url,
            "BANYAN_DATABASE__REPLICAS": f'["{replica_url}"]',
            "BANYAN_APP__WORKERS": "1",
            "BANYAN_MEMBERS__VERIFY_CODE": "false",
        }
        with running_site(settings=settings) as site:
            yield Replicated(site, replica)


def test_point_11_reads_go_to_the_replica_once_it_has_what_was_written(replicated: Replicated) -> None:
    with replicated.member() as client:

        def goes_to_the_replica() -> bool:
            before = replicated.reads()
            assert client.get("/users/me").json()["data"]["code"] == 0
            return replicated.reads() - before > 1

        wait_until(goes_to_the_replica)


def test_point_11_what_was_just_written_is_read_however_far_the_replica_is_behind(replicated: Replicated) -> None:
    replicated.replica.sql("STOP SLAVE SQL_THREAD")
    try:
        for _ in range(20):
            with replicated.member() as client:
                assert client.get("/users/me").json()["data"]["msg"]["phone"] == "188****8888"
                client.post("/users/logout")
                assert client.get("/users/me").status_code == 401
    finally:
        replicated.replica.sql("START SLAVE SQL_THREAD")


def test_a_replica_that_is_killed_costs_no_request(replicated: Replicated) -> None:
    with replicated.member() as client:
        statuses = [client.get("/users/me").status_code for _ in range(200)]
        replicated.replica.server.kill()
        statuses += [client.get("/users/me").status_code for _ in range(200)]
        replicated.replica.server.start()
        statuses += [client.get("/users/me").status_code for _ in range(200)]
    assert set(statuses) == {200}


def _port(url: str) -> str:
    return url.rpartition(":")[2].partition("/")[0]
