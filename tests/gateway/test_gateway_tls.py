"""HTTPS as clients meet it: protocols, redirects, names, and a certificate that changes while they are connected."""

from __future__ import annotations

import http.client
import json
import os
import socket
import ssl
import stat
import subprocess
import threading
from pathlib import Path

import pytest
from running_gateway import RunningGateway

from banyan.gateway import GatewayOrderError, replace_certificate
from banyan.server.local_ca import LocalAuthority
from tests.ports import free_port


class TlsGateway:
    def __init__(self, gateway: RunningGateway) -> None:
        self.gateway = gateway
        self.folder = gateway.folder.tls
        self.folder.mkdir(parents=True)
        self.authority = LocalAuthority(self.folder)
        self.certificate, self.key = self.issue("first")
        self.port = free_port()

    def issue(self, name: str) -> tuple[Path, Path]:
        pair = self.folder / f"{name}.pem", self.folder / f"{name}-key.pem"
        self.authority.issue(["localhost", "127.0.0.1", "docs.test"], *pair)
        return pair

    def start(self, **settings: object) -> TlsGateway:
        tls = {"certificate": str(self.certificate), "key": str(self.key), "port": self.port, **settings}
        hosts = [{"name": "docs", "server_names": ["docs.test"], "root": str(self.gateway.root / "docs")}]
        self.gateway.start(tls=tls, hosts=hosts)
        return self

    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority.certificate_file))

    def connect(self, context: ssl.SSLContext | None = None) -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        return (context or self.context()).wrap_socket(plain, server_hostname="localhost")

    def ask(self, path: str, host: str = "localhost") -> http.client.HTTPResponse:
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=10, context=self.context())
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def serial(self) -> str:
        with self.connect() as connection:
            shown = connection.getpeercert()
            assert shown
            return str(shown["serialNumber"])


@pytest.fixture
def tls(gateway: RunningGateway) -> TlsGateway:
    gateway.start_app()
    gateway.put(gateway.root / "docs" / "index.html", "<h1>docs</h1>")
    return TlsGateway(gateway)


def test_https_is_served_and_the_app_is_told(tls: TlsGateway) -> None:
    tls.start()
    connection = http.client.HTTPSConnection("localhost", tls.port, timeout=10, context=tls.context())
    connection.request("GET", "/users/me")
    seen = dict(json.loads(connection.getresponse().read())["headers"])
    connection.close()
    assert (seen["x-forwarded-proto"], seen["host"]) == ("https", f"localhost:{tls.port}")
    assert tls.ask("/", "docs.test").status == 200


def test_plain_http_leads_to_https_with_everything_that_was_asked(tls: TlsGateway) -> None:
    tls.start()
    for method in ("GET", "POST"):
        answer = tls.gateway.ask("/users/login?a=1&b=%2F", method=method, headers={"Host": "localhost:80"})
        assert answer.status == 308
        assert answer.header("location") == f"https://localhost:{tls.port}/users/login?a=1&b=%2F"
        assert answer.header("strict-transport-security") is None
    assert tls.gateway.ask("/a//b").status == 400


@pytest.mark.parametrize(
    ("version", "works"),
    [
        (ssl.TLSVersion.TLSv1, False),
        (ssl.TLSVersion.TLSv1_1, False),
        (ssl.TLSVersion.TLSv1_2, True),
        (ssl.TLSVersion.TLSv1_3, True),
    ],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_tls_1_2_and_1_3_and_nothing_older(tls: TlsGateway, version: ssl.TLSVersion, works: bool) -> None:
    tls.start()
    context = tls.context()
    context.set_ciphers("ALL:@SECLEVEL=0")  # the client would take anything
    context.minimum_version = context.maximum_version = version
    if works:
        with tls.connect(context) as connection:
            assert connection.version() == version.name.replace("_", ".")
    else:
        with pytest.raises(ssl.SSLError):
            tls.connect(context)


def test_http_2(tls: TlsGateway) -> None:
    tls.start()
    command = [
        "curl", "-sS", "--http2", "--cacert", str(tls.authority.certificate_file), "-o", "/dev/null",
        "-w", "%{http_version} %{http_code}", f"https://localhost:{tls.port}/users/me",
    ]  # fmt: skip
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "2 200"


def test_hsts_is_on_every_answer_when_it_is_asked_for(tls: TlsGateway) -> None:
    tls.gateway.put(tls.gateway.static / "members" / "a.0123456789.css", "a{}")
    tls.start(hsts=3600)
    for path in ("/users/me", "/a//b", "/static/members/a.0123456789.css", "/static/members/none.css"):
        assert tls.ask(path).getheader("strict-transport-security") == "max-age=3600"
        assert tls.ask(path).getheader("x-request-id")


def test_without_hsts_nobody_is_told(tls: TlsGateway) -> None:
    assert tls.start().ask("/users/me").getheader("strict-transport-security") is None


def test_a_renewed_certificate_is_shown_without_a_failed_request(tls: TlsGateway) -> None:
    tls.start()
    first, workers = tls.serial(), tls.gateway.process.pids()
    stop, failures, done = threading.Event(), [], []

    def use() -> None:
        connection = http.client.HTTPSConnection("localhost", tls.port, timeout=10, context=tls.context())
        fresh = 0
        while not stop.is_set():
            try:
                connection.request("POST", "/users/login", b"{}")
                done.append(connection.getresponse().read())
            except (OSError, http.client.HTTPException) as error:
                failures.append(error)
            fresh += 1
            if fresh % 20 == 0:
                connection.close()
        connection.close()

    users = [threading.Thread(target=use) for _ in range(4)]
    for user in users:
        user.start()
    try:
        shown = set()
        for name in ("second", "third", "fourth"):
            certificate, key = tls.issue(name)
            replace_certificate(tls.gateway.folder.control_socket, certificate.read_text(), key.read_text())
            shown |= {tls.serial() for _ in range(8)}
    finally:
        stop.set()
        for user in users:
            user.join()
    assert failures == []
    assert len(done) > 10
    assert first not in shown
    assert len(shown) == 3
    assert tls.gateway.process.pids() == workers


def test_a_reload_shows_what_the_files_hold(tls: TlsGateway) -> None:
    tls.start()
    first = tls.serial()
    tls.authority.issue(["localhost"], tls.certificate, tls.key)
    assert tls.serial() == first
    tls.gateway.process.reload()
    assert tls.serial() != first


def test_an_order_that_makes_no_sense_changes_nothing(tls: TlsGateway) -> None:
    tls.start()
    first = tls.serial()
    for certificate, key in (("nonsense", "nonsense"), (tls.certificate.read_text(), "nonsense")):
        with pytest.raises(GatewayOrderError, match=r"gateway: the (certificate|key)"):
            replace_certificate(tls.gateway.folder.control_socket, certificate, key)
    assert tls.serial() == first


def test_orders_are_taken_from_nobody_else(tls: TlsGateway) -> None:
    tls.start()
    folder = tls.gateway.folder.control_socket.parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert folder.stat().st_uid == os.geteuid()
    assert tls.ask("/certificate").status == 200  # the app's to answer: the order is no path of the site
    assert tls.gateway.ask("/certificate").status == 308
