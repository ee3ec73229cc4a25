"""What nginx itself refuses, in the shape of the path's module."""

from __future__ import annotations

import json
import socket
import time

import pytest
from running_gateway import RunningGateway, members_table

from banyan.policy.paths import is_canonical

BODY = {"Content-Type": "application/octet-stream"}


def shape(msg: str, code: int) -> dict[str, object]:
    return {"data": {"msg": msg, "code": code}}


@pytest.fixture
def no_app(gateway: RunningGateway) -> RunningGateway:
    return gateway.start()


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/users/login", "*/*"),
        ("/users/login", "text/html,*/*"),
        ("/users", "*/*"),
        ("/users/home", "*/*"),
        ("/users/home/x", "application/json"),
        ("/users/homework", "*/*"),
        ("/usersx", "*/*"),
        ("/usersx", "text/HTML;q=0.9"),
        ("/%75sers/login", "text/html"),
        ("/api/a+b", "*/*"),
        ("/", ""),
        ("/", "text/html"),
    ],
)
def test_16_an_app_that_is_down_is_worded_as_in_process(no_app: RunningGateway, path: str, accept: str) -> None:
    answer = no_app.ask(path, headers={"Accept": accept})
    expected = members_table().http_error(path.replace("%75", "u"), 502, accept, answer.header("x-request-id") or "")
    assert (answer.status, answer.header("content-type")) == (502, expected.content_type)
    assert answer.body == expected.body
    assert answer.header("cache-control") == "no-store"
    assert answer.header("retry-after") == "1"
    assert len(answer.header("x-request-id") or "") == 32


def test_head_of_an_error_has_no_body(no_app: RunningGateway) -> None:
    answer = no_app.ask("/users/login", method="HEAD")
    assert (answer.status, answer.body) == (502, b"")
    assert int(answer.header("content-length") or 0) > 0


def test_an_app_that_is_too_slow_is_a_504_once(gateway: RunningGateway) -> None:
    app = gateway.start_app()
    gateway.start(read_timeout=0.3)
    answer = gateway.ask("/users/slow?sleep=2", method="POST", body=b"")
    assert (answer.status, answer.json()) == (504, shape("Gateway Timeout", 9504))
    assert answer.header("retry-after") == "1"
    assert app.requests == ["/users/slow?sleep=2"]


def test_the_apps_own_errors_pass_untouched(site: RunningGateway) -> None:
    for status in (400, 404, 413, 500, 503):
        answer = site.ask(f"/users/x?status={status}")
        assert (answer.status, answer.json()["app"]) == (status, "app")
        assert answer.header("retry-after") is None


def test_a_51_mb_body_is_a_413_in_the_modules_shape(site: RunningGateway) -> None:
    answer = site.ask("/upload/file", method="POST", headers=BODY, body=bytes(51 * 1024**2))
    assert (answer.status, answer.json()) == (413, shape("图片过大", 2003))
    assert answer.header("content-type") == "application/json; charset=utf-8"
    assert len(answer.all("x-request-id")) == 1


def test_a_50_mb_body_is_taken(site: RunningGateway) -> None:
    answer = site.ask("/upload/file", method="POST", headers=BODY, body=bytes(50 * 1024**2))
    assert (answer.status, answer.json()["length"]) == (200, 50 * 1024**2)


def test_a_chunked_body_over_the_limit_is_a_413(gateway: RunningGateway) -> None:
    gateway.start_app()
    gateway.start(max_body="1m")
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    head = b"POST /upload/file HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = gateway.send_raw(head + chunk * 40 + b"0\r\n\r\n", "POST")
    assert (answer.status, answer.json()) == (413, shape("图片过大", 2003))
    small = gateway.send_raw(head + chunk * 2 + b"0\r\n\r\n", "POST")
    assert (small.status, small.json()["length"]) == (200, 2 * 0x10000)


def test_a_120_mb_body_is_answered_and_not_reset(site: RunningGateway) -> None:
    megabyte = bytes(1024**2)
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as connection:
        connection.sendall(b"POST /upload/file HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (120 * 1024**2))
        for _ in range(120):
            connection.sendall(megabyte)
        answer = b""
        while b"2003" not in answer:
            received = connection.recv(65536)
            assert received
            answer += received
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_expect_100_continue_is_refused_before_the_body(site: RunningGateway) -> None:
    head = b"POST /upload/file HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n"
    answer = site.send_raw(head, "POST")
    assert (answer.status, answer.json()) == (413, shape("图片过大", 2003))


def test_a_long_request_line_is_a_414_and_long_headers_are_a_431(site: RunningGateway) -> None:
    long = site.ask("/users/" + "x" * 20_000)
    assert (long.status, long.json()) == (414, shape("Request-URI Too Long", 9414))
    headers = site.ask("/users/login", headers={f"X-{n}": "y" * 10_000 for n in range(9)})
    assert (headers.status, headers.json()) == (431, shape("Request Header Fields Too Large", 9431))
    one = site.ask("/users/login", headers={"Cookie": "y" * 20_000})
    assert (one.status, one.json()) == (431, shape("Request Header Fields Too Large", 9431))


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"\x16\x03\x01 nonsense\r\n\r\n", 400),
        (b"GET /users/login HTTP/1.1\r\n\r\n", 400),
        (b"GET /users/login HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET /users/login HTTP/3.7\r\nHost: a\r\n\r\n", 505),
        (b"GET /users/%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"POST /users/login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"POST /users/login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", 400),
    ],
)
def test_broken_requests_are_worded_too(site: RunningGateway, data: bytes, status: int) -> None:
    answer = site.send_raw(data)
    assert answer.status == status
    assert json.loads(answer.body)
    assert answer.header("cache-control") == "no-store"
    assert len(answer.header("x-request-id") or "") == 32


def test_trace_is_refused_in_shape_with_what_is_allowed(site: RunningGateway) -> None:
    answer = site.ask("/users/login", method="TRACE")
    assert (answer.status, answer.json()) == (405, shape("Method Not Allowed", 9405))
    assert "POST" in (answer.header("allow") or "")


@pytest.mark.parametrize(
    "path",
    [
        "/users/a%2fb",
        "/users/a%2Fb",
        "/users/%5cx",
        "/users/a%2eb",
        "/users//login",
        "/users/./login",
        "/users/../users/login",
        "/users/..",
        "/users/a%00b",
        "/users/a\\b",
        "//users/login",
        "/static//members/home.0123456789.css",
        "/static/image/../image/x.png",
        "/static/image/%2e%2e/x.png",
        "/static/members/.%2e/x.css",
        "/users/login",
        "/users/%E4%B8%AD",
        "/users/a%20b",
        "/users/..a",
        "/users/a..b/c.d",
        "/users/~a;b=c,d@e:f!g$h&i'j(k)*+",
    ],
)
def test_paths_that_two_tiers_could_read_differently_are_refused(site: RunningGateway, path: str) -> None:
    answer = site.ask(path)
    if is_canonical(path):
        assert (answer.status, answer.json()["target"]) == (200, path)
    else:
        assert answer.status == 400
        expected = members_table().http_error(path, 400, "", answer.header("x-request-id") or "")
        assert answer.body == expected.body


def test_the_query_is_not_examined(site: RunningGateway) -> None:
    target = "/users/x?next=//a/../b%2f%5c\\&c=/./"
    answer = site.ask(target)
    assert (answer.status, answer.json()["target"]) == (200, target)


def test_an_encoded_prefix_finds_the_same_shape(site: RunningGateway) -> None:
    assert site.ask("/%75sers//x").json() == shape("Bad Request", 9400)


def test_internal_locations_cannot_be_named(site: RunningGateway) -> None:
    for path in ("/.banyan/error", "/.banyan/app"):
        assert site.ask(path).status == 404


def test_12_the_resources_are_read_once(gateway: RunningGateway) -> None:
    gateway.start()
    resources = gateway.folder.gateway / "live" / "conf" / "resources.json"
    resources.write_text("{}")
    assert gateway.ask("/users/login").json() == shape("Bad Gateway", 9502)


def test_a_slow_but_steady_upload_is_no_trouble(site: RunningGateway) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as connection:
        connection.sendall(b"POST /upload/file HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n")
        for byte in b"abcde":
            time.sleep(0.05)
            connection.sendall(bytes([byte]))
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
