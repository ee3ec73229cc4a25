"""api-layer 10: as a dependency of a site, closed with it; and the page that tells of it."""

from __future__ import annotations

import asyncio
import importlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from litestar import Litestar, get
from litestar.di import NamedDependency

from banyan.base import reach
from banyan.metrics import NodeMetrics
from banyan.observe import Envelope
from banyan.outbound import Outbound, RefusedAddress, calls
from banyan.server.app import build_litestar
from banyan.server.in_site import InSite
from banyan.server.site import load_site
from tests.outbound.scripted_server import ScriptedServer, scripted_server, whole
from tests.sites import ROOT

_ENVIRON = {
    "BANYAN_SITE__SECRET": "s" * 32,
    "BANYAN_OUTBOUND__DEADLINE": "7",
    "BANYAN_OUTBOUND__MAX_ANSWER": "1k",
    "BANYAN_OUTBOUND__USER_PORTS": "[8080]",
    "BANYAN_OUTBOUND__USER_NETWORKS": '["127.0.0.2/32"]',
}


@asynccontextmanager
async def serving(folder: Path, *handlers: Any) -> AsyncIterator[tuple[httpx.AsyncClient, Litestar]]:
    site = load_site({"BANYAN_DATA": str(folder), **_ENVIRON})
    litestar = build_litestar(site, folder, NodeMetrics("test", None, dict), behind_gateway=True)
    for handler in handlers:
        litestar.register(handler)
    app = Envelope(InSite(litestar, litestar), None, behind_gateway=True)
    async with litestar.lifespan():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://site.test") as client:
            yield client, litestar


def test_point_10_a_site_has_it_by_its_settings_and_closes_it(tmp_path: Path) -> None:
    async def scene() -> None:
        async with serving(tmp_path) as (_, app):
            outbound = app.state.outbound
            assert (outbound.terms.deadline, outbound.terms.max_answer) == (7.0, 1024)
            with pytest.raises(RefusedAddress, match="port 80"):
                await outbound.for_user_urls().get("http://127.0.0.2/")
        with pytest.raises(RuntimeError, match="closed"):
            await outbound.get("http://127.0.0.1/")

    asyncio.run(scene())


def test_point_10_handlers_have_it_as_a_dependency_and_functions_reach_it_and_the_trace_goes_on(tmp_path: Path) -> None:
    async def scene(server: ScriptedServer) -> None:
        url = server.script("/", whole(body=b"there"))

        @calls("far")
        async def far() -> str:
            return (await reach(Outbound).get(url)).text

        @get("/near")
        async def near(outbound: NamedDependency[Outbound]) -> str:
            return (await outbound.get(url)).text

        @get("/far")
        async def far_handler() -> str:
            return await far()

        trace, request_id = "4bf92f3577b34da6a3ce929d0e0e4736", "a" * 32
        came = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01", "x-request-id": request_id}
        async with serving(tmp_path, near, far_handler) as (client, _):
            for path in ("/near", "/far"):
                answer = await client.get(path, headers=came)
                assert (answer.status_code, answer.text) == (200, "there")
                sent = server.received[-1].headers
                assert re.fullmatch(rf"00-{trace}-[0-9a-f]{{16}}-01", sent["traceparent"])
                assert sent["x-request-id"] == request_id
            await client.get("/near", headers={"x-request-id": request_id})
            assert server.received[-1].headers["traceparent"].startswith(f"00-{request_id}-")

    asyncio.run(with_server(scene))


def test_point_10_the_example_of_the_page_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)

    async def scene(server: ScriptedServer) -> None:
        example = _example_of_the_page(tmp_path, server.url(""))
        server.script("/v1/forecast", whole(body=b'{"sun": true}', Content_Type="application/json"))
        async with serving(tmp_path, example.weather, example.preview) as (client, _):
            answer = await client.get("/weather", params={"city": "Taipei"})
            assert (answer.status_code, answer.json()) == (200, {"sun": True})
            assert server.received[-1].target == "/v1/forecast?city=Taipei"
            server.script("/v1/forecast", whole(404))
            answer = await client.get("/weather", params={"city": "Atlantis"})
            assert (answer.status_code, answer.json()["detail"]) == (404, "There is no such city.")
            server.script("/v1/forecast", whole(500, b"SECRET"))
            answer = await client.get("/weather", params={"city": "Taipei"})
            assert answer.status_code == 502
            assert "SECRET" not in answer.text
            answer = await client.get("/preview", params={"url": server.url("/v1/forecast")})
            assert answer.status_code == 502

    asyncio.run(with_server(scene))


def test_point_10_every_error_and_setting_is_on_the_page() -> None:
    from banyan import outbound

    page = (ROOT / "docs/outbound.md").read_text()
    for name in outbound.__all__:
        if isinstance(fault := getattr(outbound, name), type) and issubclass(fault, outbound.OutboundFault):
            assert f"`{name}`" in page
            if fault is not outbound.OutboundFault:
                assert f"| `{name}` | `{fault.name}` | {fault.status} |" in page
    for term in outbound.Terms.__dataclass_fields__:
        assert f"| `{term}` |" in page


async def with_server(scene: Any) -> None:
    async with scripted_server() as server:
        await scene(server)


def _example_of_the_page(folder: Path, weather: str) -> ModuleType:
    code = (ROOT / "docs/outbound.md").read_text().split("```python\n")[1].split("```")[0]
    (folder / "outbound_example.py").write_text(code.replace("https://weather.example", weather))
    return importlib.import_module("outbound_example")
