"""Upstreams of several servers, and several sites told apart by name (checklist 10, 14, 16)."""

from __future__ import annotations

from collections import Counter

import pytest
from echo_app import EchoApp
from running_gateway import TOKEN, RunningGateway

from banyan.gateway.nginx_processes import wait_until


def ask_many(gateway: RunningGateway, times: int) -> Counter[str]:
    return Counter(gateway.ask("/users/me").json()["app"] for _ in range(times))


@pytest.fixture
def two_apps(gateway: RunningGateway) -> tuple[EchoApp, EchoApp]:
    return gateway.start_app(0, "one"), gateway.start_app(0, "two")


def test_14_weights(gateway: RunningGateway, two_apps: tuple[EchoApp, EchoApp]) -> None:
    one, two = two_apps
    gateway.start(upstreams=[{"address": one.address, "weight": 3}, {"address": two.address}])
    assert ask_many(gateway, 40) == {"one": 30, "two": 10}


def test_14_even_shares_without_weights(gateway: RunningGateway, two_apps: tuple[EchoApp, EchoApp]) -> None:
    one, two = two_apps
    gateway.start(upstreams=[{"address": one.address}, {"address": two.address}])
    assert ask_many(gateway, 20) == {"one": 10, "two": 10}


def test_14_a_failing_server_is_left_out_and_comes_back(
    gateway: RunningGateway, two_apps: tuple[EchoApp, EchoApp]
) -> None:
    one, two = two_apps
    port = int(one.address.rpartition(":")[2])
    gateway.start(upstreams=[{"address": one.address, "max_fails": 2, "fail_timeout": 1}, {"address": two.address}])
    one.close()
    assert ask_many(gateway, 20) == {"two": 20}
    tried = [line for line in gateway.access_lines(one.address) if 'upstream_status="502, 200"' in line]
    assert len(tried) == 2
    gateway.start_app(port, "one again")
    assert wait_until(lambda: "one again" in ask_many(gateway, 4), 5)


def test_14_what_is_idempotent_is_tried_again_on_the_only_socket(gateway: RunningGateway) -> None:
    app = gateway.start_app()
    gateway.start()
    assert gateway.ask("/users/drop-once").status == 200
    assert app.requests == ["/users/drop-once"] * 2
    app.requests.clear()
    assert gateway.ask("/users/x/drop-once", method="POST", body=b"x").status == 502
    assert app.requests == ["/users/x/drop-once"]
    app.requests.clear()
    assert gateway.ask("/users/drop").status == 502
    assert app.requests == ["/users/drop"] * 2


def test_an_app_that_was_away_is_found_again_at_once(gateway: RunningGateway) -> None:
    gateway.start()
    assert gateway.ask("/users/me").status == 502
    gateway.start_app()
    assert gateway.ask("/users/me").status == 200


def test_idle_connections_to_the_app_are_dropped_after_a_second(gateway: RunningGateway) -> None:
    app = gateway.start_app()
    gateway.start()
    gateway.ask("/users/me")
    assert len(app.connections) == 1
    assert wait_until(lambda: not app.connections, 2)


@pytest.fixture
def several(gateway: RunningGateway) -> RunningGateway:
    gateway.start_app()
    blog = gateway.start_app(0, "blog")
    gateway.put(gateway.root / "docs" / "index.html", "<h1>docs</h1>")
    gateway.put(gateway.root / "docs" / "guide" / "index.html", "<h1>guide</h1>")
    gateway.put(gateway.root / "docs" / ".git" / "config", "secret")
    return gateway.start(
        server_names=["shop.test", "www.shop.test"],
        hosts=[
            {"name": "docs", "server_names": ["docs.test"], "root": str(gateway.root / "docs")},
            {"name": "blog", "server_names": ["blog.test", "*.blog.test"], "upstreams": [{"address": blog.address}]},
        ],
    )


@pytest.mark.parametrize(
    ("host", "app"),
    [("shop.test", "app"), ("WWW.shop.test:80", "app"), ("blog.test", "blog"), ("a.blog.test", "blog")],
)
def test_10_16_sites_by_name(several: RunningGateway, host: str, app: str) -> None:
    answer = several.ask("/users/me", headers={"Host": host})
    assert answer.json()["app"] == app
    assert answer.seen["host"] == host.lower()


def test_10_16_a_site_of_files(several: RunningGateway) -> None:
    for path, body in (("/", b"<h1>docs</h1>"), ("/guide/", b"<h1>guide</h1>")):
        answer = several.ask(path, headers={"Host": "docs.test"})
        assert (answer.status, answer.body) == (200, body)
    folder = several.ask("/guide", headers={"Host": "docs.test"})
    assert (folder.status, folder.header("location")) == (301, "/guide/")
    for path in ("/.git/config", "/nope", "/users/login"):
        answer = several.ask(path, headers={"Host": "docs.test"})
        assert (answer.status, answer.header("content-type")) == (404, "application/problem+json")
    assert several.ask("/a//b", headers={"Host": "docs.test"}).status == 400


def test_16_another_host_is_a_404_in_shape(several: RunningGateway) -> None:
    answer = several.ask("/users/me", headers={"Host": "stranger.test"})
    assert (answer.status, answer.json()["data"]["code"]) == (404, 9404)
    page = several.ask("/", headers={"Host": "stranger.test", "Accept": "text/html"})
    assert (page.status, page.header("content-type")) == (404, "text/html; charset=utf-8")


def test_10_each_site_has_its_file(several: RunningGateway) -> None:
    sites = several.folder.gateway / "live" / "conf" / "sites"
    own = {"banyan.conf", "control.conf", "stream.conf"}
    assert {file.name for file in sites.iterdir()} == own | {"docs.conf", "blog.conf"}


def test_another_sites_server_is_not_shown_the_token(several: RunningGateway) -> None:
    assert several.ask("/users/me", headers={"Host": "shop.test"}).seen["banyan-token"] == TOKEN
    strangers = several.ask("/users/me", headers={"Host": "blog.test", "Banyan-Token": "x"}).seen
    assert "banyan-token" not in strangers


def test_the_token_is_in_one_file_for_its_owners_eyes(several: RunningGateway) -> None:
    conf = several.folder.gateway / "live" / "conf"
    holding = [file for file in conf.rglob("*") if file.is_file() and TOKEN in file.read_text()]
    assert holding == [conf / "token.conf"]
    assert holding[0].stat().st_mode & 0o777 == 0o600
