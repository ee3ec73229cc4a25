"""What the public cannot ask, and where it is answered."""

from __future__ import annotations

import http.client
import socket
from pathlib import Path

import pytest
from echo_app import EchoApp
from running_gateway import TOKEN, RunningGateway, members_table

from banyan.policy import is_canonical, is_internal
from tests.ports import free_port


@pytest.mark.parametrize(
    "path",
    [
        *("/metrics", "/metrics/", "/METRICS", "/%6detrics", "/%4Detrics?x=1", "/metrics/x", "/_banyan"),
        *("/_banyan/stream", "/_%62anyan/stream", "/_BANYAN/x", "//metrics", "/./metrics", "/x/../metrics"),
        *("/%2e/metrics", "/metrics%2f", "/users/../_banyan/stream", "/_banyan%2fstream", "/\\metrics", "/metrics%00"),
    ],
)
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_the_public_port_refuses_internal_paths(site: RunningGateway, path: str, accept: str) -> None:
    app = site.apps[0]
    asked = len(app.requests)
    answer = site.ask(path, headers={"Accept": accept})
    status = 404 if is_canonical(path.partition("?")[0]) else 400
    assert answer.status == status
    if status == 404:
        expected = members_table().http_error("/metrics", 404, accept, answer.header("x-request-id") or "")
        assert (answer.body, answer.header("content-type")) == (expected.body, expected.content_type)
    assert len(app.requests) == asked


@pytest.mark.parametrize("path", ["/metricsx", "/_banyanx/y", "/users/metrics", "/x/_banyan", "/_", "/metric"])
def test_what_only_looks_like_it_is_anybodys(site: RunningGateway, path: str) -> None:
    assert not is_internal(path)
    assert site.ask(path).json()["target"] == path


def test_another_sites_metrics_are_its_own(gateway: RunningGateway) -> None:
    gateway.start_app()
    blog = gateway.start_app(0, "blog")
    gateway.start(hosts=[{"name": "blog", "server_names": ["blog.test"], "upstreams": [{"address": blog.address}]}])
    assert gateway.ask("/metrics", headers={"Host": "blog.test"}).json()["app"] == "blog"


def test_the_internal_address_asks_every_node_and_shows_it_the_token(gateway: RunningGateway) -> None:
    one, two = gateway.start_app(0, "one"), gateway.start_app(0, "two")
    port = free_port()
    gateway.start(internal=f"127.0.0.1:{port}", upstreams=[{"address": one.address}, {"address": two.address}])
    answer = gateway.ask("/metrics", port=port)
    assert answer.status == 200
    assert answer.header("content-type") == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.body.decode().splitlines()[2:4] == [
        'banyan_node_up{upstream="1"} 1',
        'banyan_node_up{upstream="2"} 1',
    ]
    assert (one.requests, two.requests) == (["/metrics"], ["/metrics"])
    assert two.tokens == [TOKEN]
    two.close()
    assert 'banyan_node_up{upstream="2"} 0' in gateway.ask("/metrics", port=port).body.decode()


def test_it_answers_nothing_else_and_takes_no_orders(gateway: RunningGateway) -> None:
    gateway.start_app()
    port = free_port()
    gateway.start(internal=f"127.0.0.1:{port}")
    for path in ("/", "/users/me", "/certificate", "/_banyan/stream", "/.banyan/node/1/metrics", "/.banyan/app"):
        assert gateway.ask(path, port=port).status == 404
    assert gateway.ask("/certificate", method="POST", body=b"{}", port=port).status == 404


def test_as_many_nodes_as_there_may_be(gateway: RunningGateway) -> None:
    app = EchoApp(0)
    gateway.apps.append(app)
    port = app.address.rpartition(":")[2]
    gateway.start(upstreams=[{"address": f"127.0.0.{n}:{port}", "max_fails": 0} for n in range(1, 65)])
    lines = ask_control(gateway.folder.control_socket).splitlines()
    up = [line for line in lines if line.startswith("banyan_node_up")]
    assert len(up) == 64
    assert up[0] == 'banyan_node_up{upstream="1"} 1'


def ask_control(path: Path) -> str:
    connection = http.client.HTTPConnection("control", timeout=10)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(str(path))
    try:
        connection.request("GET", "/metrics")
        answer = connection.getresponse()
        assert answer.status == 200
        return answer.read().decode()
    finally:
        connection.close()
