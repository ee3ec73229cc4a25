"""The access log, and that no log has a password in it."""

from __future__ import annotations

import contextlib
import re
import socket
import time

from running_gateway import RunningGateway

from banyan.observe import device_type
from tests.ports import free_port

SECRET = "hunter2secret"
LOGIN = f"/users/login?phone=13800000000&password={SECRET}"


def test_13_a_line_says_what_happened(site: RunningGateway) -> None:
    answer = site.ask("/users/me?sleep=0.1&q=1", method="POST", body=b"", headers={"Host": "shop.test"})
    (line,) = site.access_lines(answer.header("x-request-id") or "none")
    pattern = (
        r'\d{4}-\d\d-\d\dT[\d:]+\+\d\d:\d\d 127\.0\.0\.1 "POST /users/me HTTP/1\.1" 200 \d+ request=0\.[12]\d\d'
        r' upstream=0\.[12]\d\d upstream_status="200" upstream_addr="unix:[^"]+" id=[0-9a-f]{32}'
        r' device="other" host=shop\.test'
    )
    assert re.fullmatch(pattern, line)


def test_point_7_the_gateway_names_the_device_as_the_app_does(site: RunningGateway) -> None:
    agents = ("Mozilla/5.0 (iPhone) MiniProgramEnv/ios", "okhttp/4", "a Bot", "robots", "X11", "Dart/3", "curl")
    asked = [(agent, path) for agent in agents for path in ("/users/me", "/static/image/nope.png")]
    answers = [site.ask(path, headers={"User-Agent": agent}) for agent, path in asked]
    for (agent, _), answer in zip(reversed(asked), reversed(answers), strict=True):
        (line,) = site.access_lines(answer.header("x-request-id") or "none")
        assert f' device="{device_type(agent)}"' in line


def test_13_a_refused_request_keeps_its_method_and_path_in_the_log(site: RunningGateway) -> None:
    answer = site.ask("/upload/file?x=1", method="PUT", headers={"Content-Length": "99999999"})
    assert answer.status == 413
    (line,) = site.access_lines(answer.header("x-request-id") or "none")
    assert '"PUT /upload/file HTTP/1.1" 413 ' in line


def test_no_password_of_a_query_is_ever_logged(gateway: RunningGateway) -> None:
    referer = {"Referer": f"http://127.0.0.1{LOGIN}"}

    def ask(status: int, target: str = LOGIN, **more: object) -> None:
        assert gateway.ask(target, headers=referer, **more).status == status  # type: ignore[arg-type]

    # An app whose socket is not there, refuses, resets, hangs; large answers and bodies that go to disk.
    gateway.start(read_timeout=0.3)
    ask(502)
    app = gateway.start_app()
    ask(200)
    ask(200, f"{LOGIN}&filling=9000000")
    ask(200, method="POST", body=bytes(3_000_000))
    ask(504, f"{LOGIN}&sleep=1")
    ask(502, f"/users/drop?password={SECRET}")
    ask(413, method="POST", body=bytes(51 * 1024**2))
    ask(400, f"/users//login?password={SECRET}")
    ask(404, f"/static/image/nope.png?password={SECRET}")
    ask(404, f"/static/members/nope.css?password={SECRET}")
    ask(405, method="TRACE")
    ask(414, f"{LOGIN}{'x' * 20000}")
    for raw in (
        f"GET {LOGIN} HTTP/1.1\r\n\r\n",
        f"GET {LOGIN}\x01 HTTP/1.1\r\nHost: x\r\n\r\n",
        f"GET {LOGIN} HTTP/1.1\r\nHost: x\r\nX: {'y' * 20000}\r\n\r\n",
        f"POST {LOGIN} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
        f"{LOGIN}\r\n\r\n",
    ):
        assert gateway.send_raw(raw.encode()).status >= 400
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=5) as connection:
        connection.sendall(f"POST {LOGIN} HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nhalf".encode())
    app.close()
    gateway.apps.clear()
    ask(502)
    gateway.folder.app_socket().unlink()
    ask(502)
    gateway.process.reload()
    time.sleep(1.2)
    gateway.process.stop(2)
    logs = [path for path in gateway.folder.root.rglob("*") if path.is_file() and path.parent.name == "gateway"]
    assert {path.name for path in logs} >= {"access.log", "error.log"}
    text = "".join(path.read_text(errors="replace") for path in logs)
    assert "/users/login" in text
    assert SECRET not in text
    assert "13800000000" not in text


def test_nor_when_connections_run_out(gateway: RunningGateway) -> None:
    gateway.start_app()
    gateway.start(workers=1, connections=64)
    # Half of each request first: a connection that has one is not closed to make room.
    with contextlib.ExitStack() as stack:
        clients = [
            stack.enter_context(socket.create_connection(("127.0.0.1", gateway.port), timeout=5)) for _ in range(45)
        ]
        for client in clients:
            client.sendall(f"GET {LOGIN}&sleep=0.4 HTTP/1.0\r\n".encode())
        time.sleep(0.1)
        for client in clients:
            client.sendall(b"\r\n")
        answers = [client.recv(1000) for client in clients]
    assert any(b" 500 " in answer.split(b"\r\n")[0] for answer in answers)
    gateway.process.stop(2)
    assert SECRET not in (gateway.folder.log / "gateway" / "error.log").read_text()


def test_faults_of_our_own_lua_are_logged_without_the_request(gateway: RunningGateway) -> None:
    port = free_port()
    breaks = "content_by_lua_block { require('banyan.errors').configure({shapes = {}, areas = {}}) }"
    broken = gateway.put(
        gateway.root / "broken.conf", f"server {{ listen 127.0.0.1:{port}; location / {{ {breaks} }} }}"
    )
    gateway.start(include=[str(broken)], workers=1)
    gateway.ask("/", port=port)
    assert gateway.ask(LOGIN).status in (500, 502)
    log = gateway.folder.log / "gateway" / "error.log"
    deadline = time.monotonic() + 2
    while "banyan/errors.lua" not in log.read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert "banyan/errors.lua" in log.read_text()
    assert SECRET not in log.read_text()
