"""What the app is told of a request, and what of its answer goes out."""

from __future__ import annotations

import socket

import pytest
from running_gateway import TOKEN, RunningGateway

CHAIN = "203.0.113.9, 198.51.100.7"


def test_the_request_reaches_the_app_as_it_came(site: RunningGateway) -> None:
    target = "/users/%E4%B8%AD%20x;y?a=%2f&b=1+2&c"
    answer = site.ask(target, method="POST", body=b"body", headers={"X-Own": "v", "Host": f"shop.test:{site.port}"})
    told = answer.json()
    assert (told["method"], told["target"], told["length"]) == ("POST", target, 4)
    assert answer.seen["x-own"] == "v"
    assert answer.seen["host"] == f"shop.test:{site.port}"


def test_one_request_id_for_the_app_the_client_and_the_log(site: RunningGateway) -> None:
    answer = site.ask("/users/me", headers={"X-Request-ID": "forged"})
    ids = answer.all("x-request-id")
    assert len(ids) == 1
    assert ids == [answer.seen["x-request-id"]]
    assert len(ids[0]) == 32
    assert site.access_lines(ids[0])


def test_invalidations_do_not_leave_the_gateway(site: RunningGateway) -> None:
    assert site.ask("/users/me").header("cache-invalidate") is None


def test_nobody_in_particular_is_believed_about_the_client(site: RunningGateway) -> None:
    claims = {"X-Forwarded-For": CHAIN, "X-Real-IP": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Scheme": "https"}
    seen = site.ask("/users/me", headers=claims).seen
    assert seen["x-real-ip"] == "127.0.0.1"
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert (seen["x-forwarded-proto"], seen["x-scheme"]) == ("http", "http")


def test_claims_that_only_gateways_make_are_dropped(site: RunningGateway) -> None:
    claims = ("Forwarded", "X-Forwarded-Host", "X-Original-URL", "Banyan-Position", "Proxy")
    tokens = {"Banyan-Token": "1", "Banyan_Token": "1"}
    seen = site.ask("/users/me", headers=dict.fromkeys(claims, "1") | tokens).seen
    # The position is the gateway's own, as soon as it knows one.
    assert not {claim.lower() for claim in claims if seen.get(claim.lower()) != "1042"} & set(seen)
    assert seen["banyan-token"] == TOKEN
    assert "banyan_token" not in seen


@pytest.fixture
def behind_proxies(gateway: RunningGateway) -> RunningGateway:
    gateway.start_app()
    return gateway.start(trusted_proxies=["127.0.0.2", "198.51.100.0/24", "2001:db8::/32"])


def test_a_trusted_proxy_is_believed(behind_proxies: RunningGateway) -> None:
    claims = {"X-Forwarded-For": f"6.6.6.6, {CHAIN}", "X-Forwarded-Proto": "https"}
    seen = behind_proxies.ask("/users/me", headers=claims, source="127.0.0.2").seen
    assert seen["x-real-ip"] == "203.0.113.9"
    assert seen["x-forwarded-for"] == f"6.6.6.6, {CHAIN}, 127.0.0.2"
    assert (seen["x-forwarded-proto"], seen["x-scheme"]) == ("https", "https")
    assert behind_proxies.access_lines(" 203.0.113.9 ")


def test_the_same_claims_of_another_client_are_not(behind_proxies: RunningGateway) -> None:
    claims = {"X-Forwarded-For": CHAIN, "X-Forwarded-Proto": "https"}
    seen = behind_proxies.ask("/users/me", headers=claims, source="127.0.0.3").seen
    assert (seen["x-real-ip"], seen["x-forwarded-for"]) == ("127.0.0.3", "127.0.0.3")
    assert seen["x-forwarded-proto"] == "http"


def test_a_trusted_proxy_that_claims_nothing_or_nonsense(behind_proxies: RunningGateway) -> None:
    seen = behind_proxies.ask("/users/me", headers={"X-Forwarded-Proto": "gopher"}, source="127.0.0.2").seen
    assert (seen["x-real-ip"], seen["x-forwarded-for"]) == ("127.0.0.2", "127.0.0.2")
    assert seen["x-forwarded-proto"] == "http"


def test_proxy_protocol_names_the_client_and_headers_do_not(gateway: RunningGateway) -> None:
    gateway.start_app()
    gateway.start(trusted_proxies=["127.0.0.1"], proxy_protocol=True)
    request = b"GET /users/me HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\n\r\n"
    seen = gateway.send_raw(b"PROXY TCP4 203.0.113.9 10.0.0.1 4711 80\r\n" + request).seen
    assert (seen["x-real-ip"], seen["x-forwarded-for"]) == ("203.0.113.9", "203.0.113.9")
    assert seen["x-forwarded-proto"] == "http"
    # Without its line a connection is none of the balancers': it is closed.
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=5) as connection:
        connection.sendall(request)
        assert not connection.recv(1000).startswith(b"HTTP/1.1 200")


def test_proxy_protocol_of_a_stranger_is_not_believed(gateway: RunningGateway) -> None:
    gateway.start_app()
    gateway.start(trusted_proxies=["10.0.0.0/8"], proxy_protocol=True)
    seen = gateway.send_raw(
        b"PROXY TCP4 203.0.113.9 10.0.0.1 4711 80\r\nGET /users/me HTTP/1.1\r\nHost: x\r\n\r\n"
    ).seen
    assert (seen["x-real-ip"], seen["x-forwarded-for"]) == ("127.0.0.1", "127.0.0.1")


def test_the_host_that_chose_the_site_is_the_one_passed_on(site: RunningGateway) -> None:
    seen = site.send_raw(b"GET http://named.test/users/me HTTP/1.1\r\nHost: other.test\r\n\r\n").seen
    assert seen["host"] == "named.test"
    old = site.send_raw(b"GET /users/me HTTP/1.0\r\n\r\n").seen
    assert old["host"] == "localhost"


def test_large_response_headers_pass(site: RunningGateway) -> None:
    answer = site.ask("/users/me?cookies=24000")
    assert answer.status == 200
    assert len(answer.header("set-cookie") or "") > 24000


def test_only_websockets_are_upgraded(site: RunningGateway) -> None:
    offered = {"Upgrade": "websocket", "Connection": "Upgrade"}
    seen = site.ask("/users/me", headers=offered).seen
    assert (seen["upgrade"], seen["connection"]) == ("websocket", "upgrade")
    smuggled = site.ask("/users/me", headers={"Upgrade": "h2c", "Connection": "Upgrade, HTTP2-Settings"}).seen
    assert "upgrade" not in smuggled
    assert "connection" not in smuggled


def test_20_25_pages_and_json_of_the_app_pass(site: RunningGateway) -> None:
    page = site.ask("/users/home?type=text/html%3B+charset%3Dutf-8")
    assert (page.status, page.header("content-type")) == (200, "text/html; charset=utf-8")
    assert site.ask("/users/me").header("content-type") == "application/json"


def test_connections_are_kept_alive_on_both_sides(site: RunningGateway) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=5) as connection:
        for _ in range(50):
            connection.sendall(b"GET /users/me HTTP/1.1\r\nHost: x\r\n\r\n")
            received = b""
            while b'"filling"' not in received:
                received += connection.recv(65536)
            assert received.startswith(b"HTTP/1.1 200 ")
            assert b"Connection: keep-alive" in received


@pytest.mark.parametrize("coding", ["br", "gzip"])
@pytest.mark.parametrize("kind", ["application/json", "application/problem+json", "text/html", "image/svg+xml"])
def test_13_52_text_is_compressed(site: RunningGateway, coding: str, kind: str) -> None:
    headers = {"Accept-Encoding": "gzip, br" if coding == "br" else "gzip"}
    answer = site.ask(f"/users/me?filling=5000&type={kind.replace('+', '%2B')}", headers=headers)
    assert answer.header("content-encoding") == coding
    assert answer.header("vary") == "Accept-Encoding"
    assert len(answer.body) < 1500


def test_13_pictures_small_answers_and_other_clients_get_none(site: RunningGateway) -> None:
    wants = {"Accept-Encoding": "gzip, br"}
    assert site.ask("/users/me?filling=5000&type=image/png", headers=wants).header("content-encoding") is None
    assert site.ask("/users/me?filling=5000").header("content-encoding") is None
    assert site.ask("/users/login", method="HEAD").header("content-encoding") is None
