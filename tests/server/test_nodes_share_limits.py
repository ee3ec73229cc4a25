"""Login and code limits are the site's, not a node's: through the database, and through Redis while it answers."""

from __future__ import annotations

import httpx
import pytest

from tests.servers.databases import DatabaseTestServer
from tests.servers.redis import redis_server
from tests.sites import TestSite, running_site

_OPEN = {"BANYAN_MEMBERS__VERIFY_CODE": "false", "BANYAN_APP__WORKERS": "1"}
_WRONG, _WAIT = 1004, 1006


def _code(answer: httpx.Response) -> int:
    found: int = answer.json()["data"]["code"]
    return found


def _register(site: TestSite, phone: str) -> None:
    with site.client() as client:
        body = {"phone": phone, "password": "right", "code": "123456"}
        assert _code(client.post("/users/regist", json=body)) == 0


def _guess(site: TestSite, phone: str) -> int:
    with site.client() as client:
        return _code(client.post("/users/login", json={"phone": phone, "password": "wrong"}))


@pytest.mark.parametrize("shared", ["database", "redis"])
def test_two_nodes_count_together(postgresql: DatabaseTestServer, shared: str) -> None:
    with redis_server() as redis:
        settings = {**_OPEN, "BANYAN_DATABASE__URL": postgresql.new_database()}
        if shared == "redis":
            settings["BANYAN_REDIS__URL"] = redis.url
        with running_site(settings=settings) as one, running_site(settings=settings) as other:
            _register(one, "18800000001")
            guesses = [_guess(site, "18800000001") for _ in range(6) for site in (one, other)]
            assert guesses == [_WRONG] * 10 + [_WAIT] * 2
            if shared == "redis":
                assert redis.client().get("banyan:quota:login:phone:+8618800000001") == b"10"
            with one.client() as client, other.client() as elsewhere:
                assert _code(client.post("/users/code", json={"phone": "18800000002"})) == 0
                assert _code(elsewhere.post("/users/code", json={"phone": "18800000002"})) == _WAIT


def test_without_redis_members_go_on_and_are_still_limited(mariadb: DatabaseTestServer) -> None:
    with redis_server() as redis:
        settings = {**_OPEN, "BANYAN_DATABASE__URL": mariadb.new_database(), "BANYAN_REDIS__URL": redis.url}
        with running_site(settings=settings) as site, site.client() as client:
            _register(site, "18800000001")
            assert client.get("/ready").json()["dependencies"]["redis"] == "ok"
            redis.server.kill()
            assert [_guess(site, "18800000001") for _ in range(11)] == [_WRONG] * 10 + [_WAIT]
            ready = client.get("/ready")
            assert (ready.status_code, ready.json()["dependencies"]["redis"]) == (200, "down")
            right = {"phone": "18800000003", "password": "right"}
            _register(site, "18800000003")
            assert _code(client.post("/users/login", json=right)) == 0
