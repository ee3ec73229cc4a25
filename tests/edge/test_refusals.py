"""Where no gateway stands in front, and where a stranger asks a node: refused, told apart and logged all the same."""

from __future__ import annotations

import asyncio
import http.client

import httpx
import pytest

from banyan.edge import GatewayOnly
from banyan.observe import RequestLog
from banyan.observe.envelope import Receive, Scope, Send
from banyan.policy import is_canonical, is_internal
from tests.load import wait_until
from tests.sites import TestSite

_TRICKS = ("/metrics/", "/METRICS", "/%6detrics", "/_banyan", "/_banyan/stream", "/_%62anyan/x", "/%2e/_banyan/stream")
_UNCANONICAL = ("//metrics", "/x/../metrics", "/metrics%2f")


@pytest.mark.parametrize("site_name", ["alone_site", "gateway_site"])
@pytest.mark.parametrize("path", ["/metrics", *_TRICKS, *_UNCANONICAL])
def test_both_executors_refuse_internal_paths_alike(request: pytest.FixtureRequest, site_name: str, path: str) -> None:
    site: TestSite = request.getfixturevalue(site_name)
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    connection.putrequest("GET", path)
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == (404 if is_canonical(path) else 400)
    assert answer.getheader("content-type") == "application/problem+json"
    assert b"# HELP" not in answer.read()
    connection.close()


@pytest.mark.parametrize(
    ("path", "internal"),
    [
        *((path, True) for path in ("/metrics", "/metrics/x", "/Metrics", "/_banyan", "/_banyan/a/b")),
        *((path, False) for path in ("/", "/metricsx", "/a/metrics", "/_banyanx", "metrics")),
    ],
)
def test_internal_paths(path: str, internal: bool) -> None:
    assert is_internal(path) is internal


def test_point_7_what_the_doorkeeper_refuses_is_in_the_request_log(alone_site: TestSite) -> None:
    with alone_site.client() as client:
        client.headers["user-agent"] = "okhttp/4"
        answers = [
            client.get("/metrics"),
            client.get("/users/%2e%2e/x"),
            client.post("/upload/file", content=bytes(50 * 1024**2 + 1)),
            client.get("/users/me"),
        ]
    assert [answer.status_code for answer in answers] == [404, 400, 413, 401]
    log = alone_site.data / "log/request/request.log"
    for answer in answers:
        number = answer.headers["x-request-id"]
        wait_until(lambda number=number: number in log.read_text())
        line = next(line for line in log.read_text().splitlines() if number in line)
        path = answer.request.url.raw_path.decode()
        assert f"[stat_ctx] Banyan: {answer.request.method} {path} response in " in line
        assert f" status={answer.status_code} id={number} client=127.0.0.1 device=phone app" in line


def test_point_7_a_stranger_at_a_node_is_refused_with_an_id_and_a_line_that_believes_nothing() -> None:
    async def site_app(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("a stranger got in")

    lines: list[str] = []
    app = GatewayOnly(site_app, "the token", RequestLog("Shop", "UTC", lines.append, as_json=False))

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app, client=("10.0.0.9", 1))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://node") as client:
            forged = {"X-Real-IP": "1.2.3.4", "X-Request-ID": "forged", "Banyan-Token": "guessed"}
            return await client.get("/metrics?secret=1", headers=forged)

    answer = asyncio.run(ask())
    assert answer.status_code == 403
    number = answer.headers["x-request-id"]
    assert len(number) == 32
    assert "[stat_ctx] Shop: GET /metrics response in 0.0" in lines[0]
    assert f"status=403 id={number} client=10.0.0.9 device=other" in lines[0]
