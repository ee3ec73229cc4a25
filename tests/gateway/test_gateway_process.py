"""Starting, testing, reloading, upgrading and stopping (checklist 1 to 4, 6 to 9, 11)."""

from __future__ import annotations

import http.client
import os
import pwd
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from running_gateway import Answer, RunningGateway

from banyan.base import SettingsError
from banyan.gateway import GatewayConfigError, GatewayProcess, GatewayStartError, render
from banyan.gateway.nginx_processes import are_gone, find_orphans, wait_until
from tests.ports import free_port


@pytest.fixture
def running(gateway: RunningGateway) -> RunningGateway:
    gateway.start_app()
    return gateway.start()


@contextmanager
def in_background(work: Callable[[], Answer]) -> Iterator[Future[Answer]]:
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        time.sleep(0.15)
        yield future


def master(gateway: RunningGateway) -> int:
    found = gateway.process.pids()
    assert found
    return found[0]


def everything(gateway: RunningGateway) -> list[int]:
    found = gateway.process.pids()
    assert found
    return [found[0], *found[1]]


def test_1_2_workers_are_single_threaded_and_bound_to_cores(running: RunningGateway) -> None:
    found = running.process.pids()
    assert found
    workers = found[1]
    assert len(workers) == 2
    # nginx binds a worker when it has started: a moment after it is there.
    assert wait_until(lambda: all(len(os.sched_getaffinity(pid)) == 1 for pid in workers), 2)
    cores = [os.sched_getaffinity(pid) for pid in workers]
    assert len(set(map(frozenset, cores))) == min(2, os.cpu_count() or 1)
    assert [len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in workers] == [1, 1]


@pytest.mark.skipif(os.geteuid() != 0, reason="workers run as whoever started nginx")
def test_workers_do_not_run_as_root(running: RunningGateway) -> None:
    found = running.process.pids()
    assert found
    wanted = pwd.getpwnam("www-data").pw_uid
    assert wait_until(lambda: {Path(f"/proc/{pid}").stat().st_uid for pid in found[1]} == {wanted}, 2)


def test_3_reload_is_quick_and_open_requests_finish(running: RunningGateway) -> None:
    before = everything(running)
    with in_background(lambda: running.ask("/users/slow?sleep=0.8")) as slow:
        started = time.monotonic()
        running.start(max_body="1k")
        assert time.monotonic() - started < 0.7
        assert running.ask("/users/me", method="POST", body=bytes(2000)).status == 413
        assert not slow.done()
        assert slow.result().status == 200
    after = everything(running)
    assert after[0] == before[0]
    assert not set(after[1:]) & set(before[1:])
    assert wait_until(lambda: are_gone(before[1:]), 3)


def test_4_a_new_program_takes_over_without_a_failed_request(running: RunningGateway) -> None:
    old = everything(running)
    answers: list[int | str] = []
    stop = threading.Event()

    def keep_asking() -> None:
        while not stop.is_set():
            try:
                answers.append(running.ask("/users/me").status)
            except (OSError, http.client.HTTPException) as error:
                answers.append(repr(error))

    threads = [threading.Thread(target=keep_asking) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        with in_background(lambda: running.ask("/users/slow?sleep=0.5")) as slow:
            running.process.upgrade()
            assert wait_until(lambda: are_gone(old), 5)
            time.sleep(0.1)
            assert slow.result().status == 200
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert len(answers) > 10
    assert set(answers) == {200}
    assert master(running) not in old


def test_6_waiting_in_lua_blocks_nobody(gateway: RunningGateway) -> None:
    port = free_port()
    include = gateway.put(
        gateway.root / "own.conf",
        f"server {{ listen 127.0.0.1:{port};"
        " location / { content_by_lua_block { ngx.sleep(0.1) ngx.say('ok') } } }",
    )
    gateway.start(workers=1, include=[str(include)])
    sockets = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(100)]
    started = time.monotonic()
    for connection in sockets:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
    bodies = [connection.makefile("rb").read() for connection in sockets]
    assert time.monotonic() - started < 1
    assert all(body.endswith(b"ok\n") for body in bodies)
    for connection in sockets:
        connection.close()


def test_7_start_starts_and_then_reloads(running: RunningGateway) -> None:
    before = everything(running)
    running.process.start()
    after = everything(running)
    assert after[0] == before[0]
    assert not set(after[1:]) & set(before[1:])


def test_7_a_bad_configuration_changes_nothing_and_says_where(running: RunningGateway) -> None:
    before = everything(running)
    live = running.process._releases.live.resolve()
    files = render(running.model())
    site = files["sites/banyan.conf"]
    bad = {**files, "sites/banyan.conf": site + "nonsense on;\n"}
    with pytest.raises(GatewayConfigError) as refused:
        running.process.write(bad)
    where = running.folder.gateway / "candidate" / "conf" / "sites" / "banyan.conf"
    assert str(refused.value) == (
        f'gateway: nginx refuses the configuration: unknown directive "nonsense" in {where}:{site.count(chr(10)) + 1}'
    )
    assert where.read_text() == bad["sites/banyan.conf"]
    assert running.process._releases.live.resolve() == live
    assert everything(running) == before
    assert running.ask("/users/me").status == 200
    running.process.start()


def test_7_an_included_file_is_named_too(running: RunningGateway) -> None:
    include = running.put(running.root / "own.conf", "# fine\nserver { lissen 1; }\n")
    with pytest.raises(GatewayConfigError, match=rf'unknown directive "lissen" in {re.escape(str(include))}:2$'):
        running.start(include=[str(include)])
    with pytest.raises(GatewayConfigError, match=r"/missing\.conf"):
        running.start(include=["/nowhere/missing.conf"])
    with pytest.raises(GatewayConfigError, match=r"host not found in upstream .*banyan\.conf:\d+$"):
        running.start(include=[], upstreams=[{"address": "no-such-host.invalid:80"}, {"address": "127.0.0.1:1"}])


def test_7_a_reload_that_fails_goes_back_to_the_old_configuration(running: RunningGateway) -> None:
    old = running.port
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        running.port = other.getsockname()[1]
        with pytest.raises(GatewayConfigError, match=r"^gateway\.port: \S+ is taken"):
            running.start()
        running.port = old
        assert running.ask("/users/me").status == 200
        running.process.start()
        assert running.ask("/users/me").status == 200


def test_8_stop_lets_open_requests_finish_and_takes_no_new_ones(running: RunningGateway) -> None:
    processes = everything(running)
    with in_background(lambda: running.ask("/users/slow?sleep=0.6")) as slow:
        running.process.stop(5)
        assert slow.done()
        assert slow.result().status == 200
    assert are_gone(processes)
    assert running.process.pids() is None
    assert not running.process.running()
    with pytest.raises(ConnectionRefusedError):
        running.ask("/users/me")


def test_8_stop_ends_what_does_not_finish(running: RunningGateway) -> None:
    processes = everything(running)
    running.process.reload()
    processes += everything(running)
    connection = socket.create_connection(("127.0.0.1", running.port))
    connection.sendall(b"GET /users/slow?sleep=5 HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(0.2)
    started = time.monotonic()
    running.process.stop(0.3)
    assert time.monotonic() - started < 2
    assert are_gone(processes)
    connection.close()


def test_stop_without_anything_to_stop(gateway: RunningGateway) -> None:
    gateway.process.stop(1)
    assert not gateway.process.running()


def test_9_its_own_folder(running: RunningGateway) -> None:
    live = running.folder.gateway / "live"
    assert {entry.name for entry in live.iterdir()} == {"bin", "conf", "lua"}
    assert (live / "lua" / "banyan" / "errors.lua").is_file()
    assert {entry.name for entry in (running.folder.log / "gateway").iterdir()} == {"access.log", "error.log"}
    assert {entry.name for entry in (running.folder.gateway / "tmp").iterdir()} >= {"body", "proxy"}
    tested = subprocess.run([live / "bin" / "nginx", "-t"], capture_output=True, text=True, check=False)
    assert "test is successful" in tested.stderr


def test_the_last_good_configuration_is_kept_until_a_newer_one_runs(running: RunningGateway) -> None:
    def releases() -> list[Path]:
        return sorted(running.folder.gateway.glob("release-*"))

    good = releases()
    assert len(good) == 1
    for _ in range(3):
        running.process.write(render(running.model()))
    assert len(releases()) == 2
    assert releases()[0] == good[0]
    running.process.reload()
    assert len(releases()) == 1
    assert releases() != good


def test_11_library_paths(gateway: RunningGateway) -> None:
    port = free_port()
    gateway.put(gateway.root / "library" / "greeting.lua", "return { words = 'from the library' }")
    include = gateway.put(
        gateway.root / "own.conf",
        f"server {{ listen 127.0.0.1:{port}; location / {{"
        " content_by_lua_block { ngx.say(require('greeting').words, require('cjson').encode({1})) } } }",
    )
    gateway.start(include=[str(include)], lua_path=f"{gateway.root}/library/?.lua;")
    assert gateway.ask("/", port=port).body == b"from the library[1]\n"


def test_a_port_that_is_taken_is_named_with_the_mend(gateway: RunningGateway) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", gateway.port))
        other.listen()
        with pytest.raises(GatewayStartError) as refused:
            gateway.start()
    assert str(refused.value) == (
        f"gateway.port: 127.0.0.1:{gateway.port} is taken by another program; stop that or set another gateway.port"
    )
    assert not gateway.process.running()
    gateway.process.start()


@pytest.mark.parametrize("content", ["", "nonsense", "999999999", "of somebody else"])
def test_a_stale_pid_file_is_nobody(gateway: RunningGateway, content: str) -> None:
    gateway.put(gateway.folder.run / "gateway.pid", str(os.getpid()) if content == "of somebody else" else content)
    assert gateway.process.pids() is None
    gateway.process.stop(0.1)
    gateway.start()
    assert master(gateway) != os.getpid()


def test_another_gateways_master_is_not_ours(running: RunningGateway) -> None:
    other = RunningGateway()
    try:
        other.put(other.folder.run / "gateway.pid", str(master(running)))
        assert other.process.pids() is None
    finally:
        other.close()


def start_by_command(gateway: RunningGateway) -> subprocess.CompletedProcess[str]:
    """As a supervisor starts it."""
    command = [sys.executable, "-m", "banyan.gateway.start", str(gateway.folder.root), "nginx"]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={"PYTHONPATH": "src"})


def test_workers_of_a_killed_master_are_replaced(running: RunningGateway) -> None:
    other = RunningGateway()
    try:
        other.start()
        untouched = everything(other)
        first = everything(running)
        os.kill(first[0], signal.SIGKILL)
        assert wait_until(lambda: running.process.pids() is None, 2)
        assert sorted(find_orphans(running.folder.log / "gateway")) == sorted(first[1:])
        with in_background(lambda: running.ask("/users/slow?sleep=0.6")) as slow:
            done = start_by_command(running)
            assert (done.returncode, done.stderr) == (0, "")
            assert running.ask("/users/me").status == 200
            assert slow.result().status == 200
        assert wait_until(lambda: are_gone(first), 3)
        assert everything(other) == untouched
    finally:
        other.close()


def test_stop_ends_the_workers_of_a_killed_master(running: RunningGateway) -> None:
    first = everything(running)
    os.kill(first[0], signal.SIGKILL)
    assert wait_until(lambda: running.process.pids() is None, 2)
    running.process.stop(2)
    assert are_gone(first)


def test_command_says_in_one_line_what_is_wrong(gateway: RunningGateway) -> None:
    gateway.process.write(render(gateway.model()))
    (gateway.folder.gateway / "live" / "conf" / "errors.conf").write_text("nonsense;")
    done = start_by_command(gateway)
    assert done.returncode == 1
    assert done.stderr.startswith("banyan: gateway: nginx refuses the configuration: unknown directive")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="all the others show it")
def test_a_plain_user_runs_it_too(gateway: RunningGateway) -> None:
    user = pwd.getpwnam("www-data")
    gateway.put(gateway.static / "members" / "a.0123456789.txt", "hello")
    gateway.process._releases.write_candidate(
        render(gateway.model()), gateway.process._command(gateway.process._releases.live)
    )
    gateway.process._releases.promote()
    for path in [gateway.folder.root, *gateway.folder.root.rglob("*")]:
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    script = gateway.folder.gateway / "live" / "bin" / "nginx"
    done = subprocess.run(
        ["/bin/sh", script],
        capture_output=True,
        text=True,
        check=False,
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
    )
    assert done.returncode == 0, done.stderr
    assert wait_until(gateway.process.running, 3)
    assert gateway.ask("/static/members/a.0123456789.txt").body == b"hello"


def test_a_missing_program_is_named(gateway: RunningGateway) -> None:
    with pytest.raises(SettingsError, match=r"^gateway\.nginx: there is no program 'nginxx'"):
        GatewayProcess(gateway.folder, "nginxx")
