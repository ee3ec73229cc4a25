"""api-layer 6: liveness."""

from __future__ import annotations

import asyncio

from litestar import Litestar
from litestar.datastructures import State
from litestar.testing import TestClient

from banyan.api import Dependency, HealthController
from tests.sites import TestSite


def test_point_6_ping_is_cross_origin_and_health_check_ok(site: TestSite) -> None:
    with site.client() as client:
        ping = client.get("/ping", headers={"Origin": "https://elsewhere.test"})
        assert (ping.text, ping.headers["access-control-allow-origin"]) == ("pong", "*")
        assert client.get("/health-check").text == "ok"


def test_point_6_ready_while_all_dependencies_answer(site: TestSite) -> None:
    with site.client() as client:
        ready = client.get("/ready")
        assert (ready.status_code, ready.json()) == (200, {"ready": True, "dependencies": {"database": "ok"}})


def test_point_6_ready_is_503_and_names_what_is_down_or_slow() -> None:
    async def well() -> None: ...

    async def down() -> None:
        raise OSError("secret detail")

    async def slow() -> None:
        await asyncio.Event().wait()

    checks = {"a": well, "b": down, "c": slow}
    dependencies = {name: Dependency(check) for name, check in checks.items()}
    dependencies["d"] = Dependency(down, essential=False)
    app = Litestar([HealthController], state=State({"readiness": dependencies}))
    with TestClient(app) as client:
        answer = client.get("/ready")
    states = {"a": "ok", "b": "down", "c": "slow", "d": "down"}
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "dependencies": states})


def test_point_6_ready_while_only_what_it_can_do_without_is_down() -> None:
    async def down() -> None:
        raise OSError

    app = Litestar([HealthController], state=State({"readiness": {"a": Dependency(down, essential=False)}}))
    with TestClient(app) as client:
        answer = client.get("/ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "dependencies": {"a": "down"}})


def test_head_is_answered_like_get_without_a_body(site: TestSite) -> None:
    with site.client() as client:
        for path in ("/ping", "/users/home", "/nothing"):
            get, head = client.get(path), client.head(path)
            assert head.status_code == get.status_code
            assert head.headers.get("content-type") == get.headers["content-type"]
            assert head.content == b""
