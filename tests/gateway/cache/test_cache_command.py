from __future__ import annotations

import http.client

import pytest
from scripted_origin import Reply, ScriptedOrigin

from banyan.base import SettingsError
from banyan.server.origin import parse_origin
from tests.ports import free_port
from tests.sites import data_folder, run_banyan


def test_any_origin_is_fronted_by_one_command_and_left_by_another() -> None:
    origin, port = ScriptedOrigin({"/": [Reply(headers=(("Cache-Control", "max-age=60"),))]}), free_port()
    origin.start()
    try:
        with data_folder() as data:
            where = ("--data", str(data))
            loopback = {"BANYAN_GATEWAY__LISTEN": "127.0.0.1"}
            upstream = f"http://127.0.0.1:{origin.port}"
            run_banyan("gateway", "start", "--upstream", upstream, "--port", str(port), *where, environ=loopback)
            try:
                assert [_get(port) for _ in range(2)] == [b"answer 1", b"answer 1"]
            finally:
                run_banyan("gateway", "stop", *where)
            with pytest.raises(ConnectionRefusedError):
                _get(port)
    finally:
        origin.close()


def _get(port: int) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:9000", "127.0.0.1:9000"),
        ("http://Shop.test/", "shop.test:80"),
        ("http://[::1]:9000", "[::1]:9000"),
    ],
)
def test_an_origins_address(url: str, address: str) -> None:
    assert parse_origin(url).address == address


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:9000", "https://a.test", "http://", "http://a/b", "http://u@a", "http://a:x", "http://a b"]
)
def test_what_is_no_origins_address_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="--upstream"):
        parse_origin(url)
