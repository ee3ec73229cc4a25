"""HTTPS for a whole site: certificates for trials, one's own, and those that are got by ACME."""

from __future__ import annotations

import json
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from banyan.server.local_ca import LocalAuthority
from tests.chromium import FLAGS
from tests.load import wait_until
from tests.ports import free_port
from tests.servers.acme import acme_server, trusting
from tests.sites import TestSite, data_folder, run_banyan, running_site

_HOP = ("connection", "transfer-encoding")


def settings(certificate: Path, key: Path, port: int, **more: str) -> dict[str, str]:
    return {
        "BANYAN_GATEWAY__TLS__CERTIFICATE": str(certificate),
        "BANYAN_GATEWAY__TLS__KEY": str(key),
        "BANYAN_GATEWAY__TLS__PORT": str(port),
        "BANYAN_APP__WORKERS": "1",
        **more,
    }


def serial(port: int, trust: str) -> str:
    context = ssl.create_default_context(cadata=trust)
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        shown = connection.getpeercert()
        assert shown
        return str(shown["serialNumber"])


@pytest.fixture(scope="module")
def trial() -> Iterator[tuple[TestSite, Path, int]]:
    """A site with a certificate by `banyan tls local`: the site, its authority and its port."""
    with data_folder() as certificates:
        run_banyan("tls", "local", "--data", str(certificates))
        made, port = certificates / "tls" / "local", free_port()
        certificates.chmod(0o755)
        pair = settings(made / "certificate.pem", made / "key.pem", port, BANYAN_GATEWAY__TLS__HSTS="60")
        with running_site(settings=pair) as site:
            yield site, made, port


def test_a_page_over_http_2_is_the_same_and_its_client_is_who_asked(trial: tuple[TestSite, Path, int]) -> None:
    site, made, port = trial
    trust = ssl.create_default_context(cafile=str(made / "ca.pem"))
    claimed = {"X-Forwarded-For": "8.8.8.8", "X-Real-IP": "8.8.8.8", "X-Forwarded-Proto": "http"}
    answers = []
    for http2, keyword in ((True, "one"), (False, "two")):
        with httpx.Client(verify=trust, http2=http2, headers=claimed) as client:
            answers.append(client.get(f"https://localhost:{port}/?keyword={keyword}"))
    assert [answer.http_version for answer in answers] == ["HTTP/2", "HTTP/1.1"]
    # RFC 9113 section 8.2.2: HTTP/2 has no such fields.
    names = [sorted(name for name, _ in answer.headers.multi_items() if name not in _HOP) for answer in answers]
    assert names[0] == names[1]
    assert answers[0].text == answers[1].text.replace("two", "one")
    assert "<!--#" not in answers[0].text
    log = site.data / "log" / "gateway" / "access.log"
    for answer in answers:
        sign = f"id={answer.headers['x-request-id']}"
        wait_until(lambda sign=sign: sign in log.read_text())
        (line,) = (line for line in log.read_text().splitlines() if sign in line)
        assert ' 127.0.0.1 "GET / HTTP/1.1" 200 ' in line


def test_tls_local_says_what_to_do_and_keeps_its_authority() -> None:
    with data_folder() as data:
        said = run_banyan("tls", "local", "shop.test", "10.0.0.7", "--data", str(data)).stdout
        assert f'certificate = "{data}/tls/local/certificate.pem"' in said
        authority = (data / "tls/local/ca.pem").read_bytes()
        run_banyan("tls", "local", "--data", str(data))
        assert (data / "tls/local/ca.pem").read_bytes() == authority
        assert (data / "tls/local").stat().st_mode & 0o777 == 0o700
        assert {file.stat().st_mode & 0o777 for file in (data / "tls/local").iterdir()} == {0o600}


def test_up_says_the_https_address_and_members_log_in_there(trial: tuple[TestSite, Path, int]) -> None:
    site, made, port = trial
    context = ssl.create_default_context(cafile=str(made / "ca.pem"))
    with httpx.Client(base_url=f"https://localhost:{port}", verify=context) as client:
        phone = "18866660042"
        client.post("/users/code", json={"phone": phone})
        body = {"phone": phone, "password": "demo123456", "code": site.code_for(phone)}
        assert client.post("/users/regist", json=body).json()["data"]["code"] == 0
        answer = client.post("/users/login", json={"phone": phone, "password": "demo123456"})
        assert "secure" in answer.headers["set-cookie"].lower()
        assert answer.headers["strict-transport-security"] == "max-age=60"
        assert answer.json()["data"]["msg"]["home"] == f"https://localhost:{port}/users/home"
        assert client.get("/users/me").status_code == 200
    plain = httpx.get(f"{site.url}/users/home")
    assert (plain.status_code, plain.headers["location"]) == (308, f"https://127.0.0.1:{port}/users/home")
    again = site.banyan("up", "--port", str(site.port), "--detach")
    assert f"https://localhost:{port}" in again.stdout


_SEE = """
import json, sys
from playwright.sync_api import sync_playwright
home, url, flags = json.loads(sys.argv[1])
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags, env={"HOME": home})
    page = browser.new_page()
    page.goto(url, wait_until="networkidle")
    print(json.dumps([
        page.locator("h1").count(),
        page.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol"),
        page.evaluate("isSecureContext"),
    ]))
    browser.close()
"""


def test_a_browser_that_trusts_the_local_authority_shows_the_page(
    trial: tuple[TestSite, Path, int], tmp_path: Path
) -> None:
    """It is not asked to overlook anything: the authority is in its own list, where a person would put it. In a process
    of its own, since the session's browser has another home."""
    _, made, port = trial
    store = tmp_path / ".pki" / "nssdb"
    store.mkdir(parents=True)
    certutil = ["certutil", "-d", f"sql:{store}"]
    subprocess.run([*certutil, "-N", "--empty-password"], check=True)
    subprocess.run([*certutil, "-A", "-t", "C,,", "-n", "trial", "-i", str(made / "ca.pem")], check=True)
    what = json.dumps([str(tmp_path), f"https://localhost:{port}/users/home", FLAGS])
    seen = subprocess.run([sys.executable, "-c", _SEE, what], check=True, capture_output=True, text=True).stdout
    assert json.loads(seen) == [1, "h2", True]


def test_files_that_change_are_shown_by_themselves_without_a_failed_request(tmp_path: Path) -> None:
    authority = LocalAuthority(tmp_path / "ca")
    trust = authority.certificate_file.read_text()
    with data_folder() as folder:
        pair = folder / "site.pem", folder / "site-key.pem"
        authority.issue(["localhost", "127.0.0.1"], *pair)
        port = free_port()
        with running_site(settings=settings(*pair, port)) as site:
            first, gateway = serial(port, trust), site.pids("gateway", "worker")
            failures, done = [], []
            stop = threading.Event()

            def use() -> None:
                context = ssl.create_default_context(cadata=trust)
                with httpx.Client(base_url=f"https://localhost:{port}", verify=context) as client:
                    while not stop.is_set():
                        try:
                            done.append(client.post("/users/login", json={}).status_code)
                        except httpx.TransportError as error:
                            failures.append(error)

            user = threading.Thread(target=use)
            user.start()
            try:
                authority.issue(["localhost", "127.0.0.1"], *pair)
                deadline = time.monotonic() + 20
                while serial(port, trust) == first:
                    assert time.monotonic() < deadline, "the new certificate was not noticed"
                    time.sleep(0.05)
                second = serial(port, trust)
                authority.issue(["localhost", "127.0.0.1"], *pair)
                site.banyan("reload")
                assert serial(port, trust) not in (first, second)
            finally:
                stop.set()
                user.join()
            assert failures == []
            assert set(done) == {200}
            assert site.pids("gateway", "worker") == gateway


def test_a_certificate_by_acme_is_got_shown_and_renewed() -> None:
    http_port, port = free_port(), free_port()
    with acme_server(http_port) as authority:
        acme = {
            "BANYAN_GATEWAY__PORT": str(http_port),
            "BANYAN_GATEWAY__TLS__NAMES": '["shop.test"]',
            "BANYAN_GATEWAY__TLS__EMAIL": "somebody@shop.test",
            "BANYAN_GATEWAY__TLS__ACME_SERVER": authority.directory,
            "BANYAN_GATEWAY__TLS__PORT": str(port),
            "BANYAN_APP__WORKERS": "1",
            **trusting(authority),
        }
        with running_site(settings=acme, port=http_port) as site:
            deadline = time.monotonic() + 60
            while (names := _names_shown(port, authority.issuer)) is None:
                assert time.monotonic() < deadline, site.logs()
                time.sleep(0.1)
            assert names == {"shop.test"}
            assert "not due yet" in site.banyan("tls", "renew").stdout
            # As if its time had nearly come: it is asked for anew, and shown.
            certificates = site.data / "tls" / "acme" / "certificates"
            for file in certificates.iterdir():
                file.unlink()
            assert "renewed" in site.banyan("tls", "renew").stdout
            modes = {file.stat().st_mode & 0o077 for file in (site.data / "tls").iterdir() if file.is_file()}
            assert modes == {0}


def _names_shown(port: int, issuer: str) -> set[str] | None:
    """None while it is not the authority's."""
    context = ssl.create_default_context(cadata=issuer)
    try:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
            context.wrap_socket(plain, server_hostname="shop.test") as connection,
        ):
            shown = connection.getpeercert()
            assert shown
            return {str(name) for _, name in shown["subjectAltName"]}
    except ssl.SSLCertVerificationError:
        return None


def _ended(folder: Path) -> None:
    key, then = ec.generate_private_key(ec.SECP256R1()), datetime(2020, 1, 1, tzinfo=UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "old")])
    draft = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    draft = draft.serial_number(1).not_valid_before(then).not_valid_after(then + timedelta(days=1))
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "certificate.pem").write_bytes(draft.sign(key, hashes.SHA256()).public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, pkcs8, serialization.NoEncryption()))


def _another_key(folder: Path) -> None:
    LocalAuthority(folder).issue(["x"], folder / "other.pem", folder / "key.pem")


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda folder: (folder / "certificate.pem").unlink(), "gateway.tls.certificate: .* cannot be read"),
        (lambda folder: (folder / "key.pem").unlink(), "gateway.tls.key: .* cannot be read"),
        (
            lambda folder: (folder / "certificate.pem").write_text("x"),
            "certificate: .* is not a certificate",
        ),
        (lambda folder: (folder / "key.pem").write_bytes(b"\xff\x00"), "gateway.tls.key: .* is not a text in PEM"),
        (
            lambda folder: LocalAuthority(folder).issue(["x"], folder / "other.pem", folder / "key.pem"),
            "is not the key of",
        ),
        (_ended, "ended on"),
    ],
    ids=["no certificate", "no key", "nonsense", "binary key", "another key", "expired"],
)
def test_a_certificate_that_cannot_be_shown_is_one_line_and_nothing_starts(
    harm: Callable[[Path], object], says: str
) -> None:
    with data_folder() as data:
        folder = data / "own"
        folder.mkdir()
        LocalAuthority(folder).issue(["localhost"], folder / "certificate.pem", folder / "key.pem")
        harm(folder)
        environ = settings(folder / "certificate.pem", folder / "key.pem", free_port())
        environ |= {"BANYAN_GATEWAY__LISTEN": "127.0.0.1"}
        command = ["up", "--port", str(free_port()), "--data", str(data), "--detach"]
        result = run_banyan(*command, environ=environ, check=False)
        assert result.returncode == 1
        assert re.search(says, result.stderr)
        assert result.stderr.count("\n") == 1
        assert run_banyan("status", "--data", str(data), check=False).returncode == 3


def test_half_a_pair_is_refused() -> None:
    result = run_banyan("settings", environ={"BANYAN_GATEWAY__TLS__CERTIFICATE": "x.pem"}, check=False)
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert "gateway.tls" in result.stderr
