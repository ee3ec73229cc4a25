"""What a site's users notice when its processes are killed, replaced or stopped."""

from __future__ import annotations

import io
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from banyan.server.processes import children_of, is_alive
from tests.load import load, wait_until
from tests.sites import TestSite, running_site

_OPEN = {"BANYAN_MEMBERS__VERIFY_CODE": "false", "BANYAN_APP__WORKERS": "2"}


@pytest.fixture(scope="module")
def busy_site() -> Iterator[TestSite]:
    with running_site(settings=_OPEN) as site:
        yield site


def test_a_reload_replaces_every_worker_without_a_failed_request(busy_site: TestSite) -> None:
    answers: list[int | str] = []
    clients = threading.local()

    def work(number: int) -> None:
        client = getattr(clients, "client", None) or busy_site.client()
        clients.client = client
        # A POST is never tried again by the gateway: one that fails is seen.
        answers.append(client.post("/users/login", json={"phone": "18800000000", "password": "x"}).status_code)

    before = busy_site.pids("app", "worker")
    with load(work):
        busy_site.banyan("reload")
    after = busy_site.pids("app", "worker")
    assert len(after) == len(before) == 2
    assert not set(before) & set(after)
    assert len(answers) > 10
    assert set(answers) == {200}


def test_kill_9_of_workers_loses_no_acknowledged_registration_or_upload(busy_site: TestSite) -> None:
    registered: list[str] = []
    uploaded: list[tuple[str, bytes]] = []
    picture = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
        "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
    )

    def work(number: int) -> None:
        phone, content = f"139{number:08d}", picture + number.to_bytes(4, "big")
        body = {"phone": phone, "password": "demo123456", "code": "123456"}
        try:
            with busy_site.client() as client:
                if client.post("/users/regist", json=body).json()["data"]["code"] == 0:
                    registered.append(phone)
                answer = client.post("/upload/file", files={"image": ("a.png", io.BytesIO(content))}).json()
                if answer["data"]["code"] == 0:
                    uploaded.append((answer["data"]["msg"]["imageUrl"][0], content))
        except httpx.TransportError:
            return

    with load(work):
        for _ in range(3):
            victim = busy_site.pids("app", "worker")[0]
            os.kill(victim, signal.SIGKILL)
            wait_until(lambda victim=victim: len(set(busy_site.pids("app", "worker")) - {victim}) == 2)
            enough = len(registered) + 5
            wait_until(lambda enough=enough: len(registered) > enough)
    assert len(registered) > 10
    assert len(uploaded) > 10
    _check_nothing_is_lost_or_half_there(busy_site, registered, uploaded)


def _check_nothing_is_lost_or_half_there(
    site: TestSite, registered: list[str], uploaded: list[tuple[str, bytes]]
) -> None:
    known = {value for (value,) in site.query("SELECT value FROM identity")}
    assert {f"+86{phone}" for phone in registered} <= known
    orphans = "SELECT count(*) FROM account LEFT JOIN identity ON account_id = account.id WHERE identity.id IS NULL"
    assert site.query(orphans) == [(0,)]
    with site.client() as client:
        for url, content in uploaded:
            assert client.get("/" + url.split("/", 3)[3]).content == content


def test_a_gateway_whose_main_process_is_killed_comes_back(busy_site: TestSite) -> None:
    (victim,) = busy_site.pids("gateway", "main")
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: bool(busy_site.pids("gateway", "main")))
    with busy_site.client() as client:
        wait_until(lambda: client.get("/ping").text == "pong")
    # Workers of the one before may have answered that.
    wait_until(lambda: bool(busy_site.pids("gateway", "worker")))


def test_a_node_whose_main_process_is_killed_comes_back_and_leaves_no_workers(busy_site: TestSite) -> None:
    (victim,) = busy_site.pids("app", "main")
    orphans = busy_site.pids("app", "worker")
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: not any(map(is_alive, orphans)))
    with busy_site.client() as client:
        wait_until(lambda: client.get("/ping").status_code == 200)


def test_workers_that_still_load_die_with_their_main_process(busy_site: TestSite) -> None:
    (first,) = busy_site.pids("app", "main")
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: [pid for pid in busy_site.pids("app", "main") if pid != first and children_of(pid)] != [])
    (second,) = busy_site.pids("app", "main")
    loading = children_of(second)
    os.kill(second, signal.SIGKILL)
    wait_until(lambda: not any(map(is_alive, loading)))
    with busy_site.client() as client:
        wait_until(lambda: client.get("/ping").status_code == 200)


def test_while_no_worker_answers_the_gateway_words_502_as_the_module_does(busy_site: TestSite) -> None:
    (main,) = busy_site.pids("app", "main")
    (supervisor,) = busy_site.pids("supervisor", "main")
    workers = busy_site.pids("app", "worker")
    os.kill(supervisor, signal.SIGSTOP)
    try:
        os.kill(main, signal.SIGKILL)
        wait_until(lambda: not any(map(is_alive, workers)))
        with busy_site.client() as client:
            answer = client.post("/users/login", json={})
            assert (answer.status_code, answer.json()["data"]["code"]) == (502, 9502)
            assert answer.headers["content-type"] == "application/json; charset=utf-8"
            page = client.get("/users/home", headers={"Accept": "text/html"})
            assert page.status_code == 502
            assert page.headers["content-type"] == "text/html; charset=utf-8"
    finally:
        os.kill(supervisor, signal.SIGCONT)
    with busy_site.client() as client:
        wait_until(lambda: client.get("/ping").status_code == 200)


@pytest.mark.parametrize("gateway", [True, False], ids=["gateway", "alone"])
def test_down_finishes_open_requests_and_leaves_no_process(gateway: bool) -> None:
    with running_site(gateway=gateway, settings=_OPEN) as site:
        processes = [process["pid"] for process in site.processes()]
        arrived = threading.Event()

        def slow_body() -> Iterator[bytes]:
            yield b'{"phone": "18866660001", '
            arrived.set()
            time.sleep(0.5)
            yield b'"password": "demo123456", "code": "123456"}'

        def send() -> int:
            with site.client() as client:
                return client.post("/users/regist", content=slow_body()).status_code

        with ThreadPoolExecutor(1) as pool:
            sent = pool.submit(send)
            wait_until(lambda: arrived.is_set() or sent.done())
            site.banyan("down")
            assert sent.result() == 200
        assert not any(map(is_alive, processes))
        assert site.banyan("status", "--json", check=False).returncode == 3


def test_a_second_up_reloads_and_another_port_is_refused(busy_site: TestSite) -> None:
    before = busy_site.pids("app", "worker")
    again = busy_site.banyan("up", "--port", str(busy_site.port), "--detach")
    assert "reloaded" in again.stdout
    assert not set(before) & set(busy_site.pids("app", "worker"))
    other = busy_site.banyan("up", "--port", str(busy_site.port + 1), "--detach", check=False)
    assert other.returncode == 1
    assert f"runs on port {busy_site.port} already" in other.stderr
