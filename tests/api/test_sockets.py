"""api-layer 2: what a WebSocket's opening request carries is looked at as any other's."""

from __future__ import annotations

import pytest
from litestar import Litestar, Router, WebSocket, websocket
from litestar.exceptions import WebSocketDisconnect
from litestar.params import FromQuery
from litestar.testing import TestClient

from banyan.api import CheckedSocket


@websocket("/echo")
async def echo(socket: WebSocket, text: FromQuery[str] = "") -> None:
    await socket.accept()
    await socket.send_text(text)
    await socket.close()


@pytest.fixture
def app() -> Litestar:
    return Litestar([Router("/", route_handlers=[echo], websocket_class=CheckedSocket)])


def test_point_2_a_sockets_query_reaches_its_handler(app: Litestar) -> None:
    with TestClient(app) as client, client.websocket_connect("/echo?text=tea") as socket:
        assert socket.receive_text() == "tea"


@pytest.mark.parametrize("text", ["%00", "%FF", "%zz"])
def test_point_2_a_sockets_bad_query_closes_it_before_the_handler(app: Litestar, text: str) -> None:
    with (
        TestClient(app) as client,
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect(f"/echo?text={text}") as socket,
    ):
        socket.receive_text()
    assert closed.value.code >= 4000
