"""The policy `Degrade` on handlers (api-layer point 9), through the real ASGI stack."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar, get
from litestar.params import FromQuery
from litestar.testing import TestClient

from banyan.api import exception_handlers
from banyan.base import SystemFault, Trip, UserError, set_ambient
from banyan.edge import Degrading, Switchboard
from banyan.observe import Envelope
from banyan.policy import Degrade, ErrorShape, Position, SiteTable
from tests.sites import running_site

_TABLE = SiteTable({"shop": ErrorShape({"error": True, "message": "{message}"})}, ())
_calls: list[str] = []


class Refused(UserError):
    name = "refused"
    status = 409


async def _act(how: str) -> dict[str, str]:
    _calls.append(how)
    if how == "slow":
        await asyncio.sleep(5)
    if how == "refused":
        raise Refused
    if how == "fault":
        raise SystemFault("secret detail")
    if how == "bug":
        raise RuntimeError("secret detail")
    return {"stock": "7"}


def _handler(path: str, degrade: Degrade) -> Any:
    @get(path, policies=[degrade])
    async def handler(how: FromQuery[str] = "fine") -> dict[str, str]:
        return await _act(how)

    return handler


_TRIP = Trip(failures=1000, calls=1000)
_HANDLERS = [
    _handler("/data", Degrade("shop.data", default={"stock": "in stock"}, timeout=0.05, when=_TRIP)),
    _handler("/page", Degrade("shop.page", page="<h1>Back soon</h1>", timeout=0.05, when=_TRIP)),
    _handler("/block", Degrade("shop.block", omit=True, timeout=0.05, when=_TRIP)),
    _handler("/wait", Degrade("shop.wait", wait=9, timeout=0.05, when=_TRIP)),
    _handler("/cached", Degrade("shop.cached", cache_only=True, timeout=0.05, when=_TRIP)),
    _handler("/trips", Degrade("shop.trips", default=0, when=Trip(failures=2, cool_down=60))),
]


class Site:
    def __init__(self) -> None:
        self.board = Switchboard()
        self._litestar = Litestar(
            _HANDLERS,
            middleware=[Degrading(_TABLE)],
            exception_handlers=exception_handlers(_TABLE),
            logging_config=None,
        )
        _calls.clear()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        set_ambient({Switchboard: self.board})
        await self._litestar(scope, receive, send)


@pytest.fixture
def shop() -> Site:
    return Site()


@pytest.mark.parametrize("trouble", ["slow", "fault", "bug", "switched off"])
@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/data", 200, '{"stock":"in stock"}'),
        ("/page", 200, "<h1>Back soon</h1>"),
        ("/block", 204, ""),
        ("/wait", 503, "Service Unavailable"),
        ("/cached", 503, "Service Unavailable"),
    ],
)
def test_point_9_what_fails_is_late_or_switched_off_is_replaced(
    shop: Site, path: str, status: int, body: str, trouble: str
) -> None:
    name = f"shop.{path[1:]}"
    if trouble == "switched off":
        shop.board.turn({name: "degraded"})
    with TestClient(Envelope(shop, None, behind_gateway=False)) as client:  # type: ignore[arg-type]
        answer = client.get(path, params={"how": trouble})
    assert answer.status_code == status
    assert body in answer.text
    assert "secret" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["banyan-degraded"] == name
    assert ("retry-after" in answer.headers) == (status == 503)
    assert bool(_calls) == (trouble != "switched off")


@pytest.mark.parametrize(("how", "status"), [("fine", 200), ("refused", 409)])
def test_an_answer_of_its_own_is_not_touched(shop: Site, how: str, status: int) -> None:
    with TestClient(Envelope(shop, None, behind_gateway=False)) as client:  # type: ignore[arg-type]
        answer = client.get("/data", params={"how": how})
    assert answer.status_code == status
    assert "banyan-degraded" not in answer.headers


@pytest.mark.parametrize(("position", "status", "calls"), [("auto", 200, 2), ("normal", 500, 10), ("degraded", 200, 0)])
def test_point_9_a_switch_has_three_positions(shop: Site, position: Position, status: int, calls: int) -> None:
    shop.board.turn({"shop.trips": position})
    with TestClient(Envelope(shop, None, behind_gateway=False)) as client:  # type: ignore[arg-type]
        answers = [client.get("/trips", params={"how": "bug"}) for _ in range(10)]
    assert {answer.status_code for answer in answers} == {status}
    assert len(_calls) == calls


@pytest.mark.parametrize("gateway", [True, False])
def test_point_9_in_a_site_it_is_around_the_handlers_that_declare_it_and_their_switches_are_known(
    gateway: bool,
) -> None:
    with running_site(gateway=gateway, modules=[Path(__file__).parent / "modules/shop.py"]) as site:
        with site.client() as client:
            answer = client.get("/stock")
            assert (answer.status_code, answer.json()) == (200, {"stock": "in stock"})
            assert answer.headers["banyan-degraded"] == "shop.stock"
            assert client.get("/stock/plain").status_code == 500
        assert "shop.stock" in site.banyan("switch").stdout
