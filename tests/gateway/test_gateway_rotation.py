"""Rotating the gateway's logs and up.log, with the real nginx."""

from __future__ import annotations

import http.client
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from running_gateway import WORKER_USER, RunningGateway

from banyan.config import DataFolder
from banyan.gateway.nginx_processes import family, has_open, wait_until
from banyan.gateway.rotation import rotate_logs
from tests.sites import run_banyan

ZONE = "Asia/Taipei"


def today() -> datetime:
    return datetime.now(ZoneInfo(ZONE))


def tomorrow(zone: tzinfo) -> datetime:
    return datetime.now(zone) + timedelta(days=1)


def rotate_tomorrow(folder: DataFolder, keep_days: int = 30) -> list[str]:
    return [file.name for file in rotate_logs(folder, keep_days=keep_days, timezone=ZONE, now=tomorrow)]


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    (tmp_path / "log" / "gateway").mkdir(parents=True)
    return DataFolder(tmp_path)


@pytest.fixture
def running(gateway: RunningGateway) -> RunningGateway:
    gateway.start_app()
    return gateway.start()


def put_log(path: Path, text: str, day: datetime) -> Path:
    path.write_text(text)
    os.utime(path, (day.timestamp(),) * 2)
    return path


@contextmanager
def load(gateway: RunningGateway, answered: list[int]) -> Iterator[None]:
    """Eight clients that ask as fast as they can; `answered` has a status for each request."""
    stop = threading.Event()

    def keep_asking() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=10)
        while not stop.is_set():
            connection.request("GET", "/nowhere/at/all")
            response = connection.getresponse()
            response.read()
            answered.append(response.status)
        connection.close()

    threads = [threading.Thread(target=keep_asking) for _ in range(8)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_no_line_is_lost_under_load(running: RunningGateway) -> None:
    folder = running.folder
    answered: list[int] = []
    names: list[str] = []
    with load(running, answered):
        for number in range(4):
            # nginx writes when 64 KB are full or a second is over.
            assert wait_until(lambda: (folder.log / "gateway" / "access.log").stat().st_size > 0, 10)
            names += rotate_tomorrow(folder)
            # Out of the way: all of these are one day's.
            for aside in (folder.log / "gateway").glob("*.log.*"):
                aside.rename(folder.root / f"{number}-{aside.name}")
    running.process.stop(5)
    files = [*folder.root.glob("?-access.log.*"), folder.log / "gateway" / "access.log"]
    assert len(files) == 5
    lines = [line for file in files for line in file.read_text().splitlines()]
    assert all(line.count(" id=") == 1 and line.endswith(" host=127.0.0.1") for line in lines)
    assert len(lines) == len(answered) > 40
    assert names.count(f"access.log.{today():%Y%m%d}") == 4


def test_when_it_returns_nginx_has_let_go_of_the_old_files(running: RunningGateway) -> None:
    logs = running.folder.log / "gateway"
    running.ask("/users/me")
    running.access_lines()
    found = running.process.pids()
    assert found
    assert rotate_tomorrow(running.folder) == [f"{name}.log.{today():%Y%m%d}" for name in ("access", "error")]
    for pid in family(found[0]):
        assert not any(has_open(pid, aside) for aside in logs.glob("*.log.*"))
        assert has_open(pid, logs / "access.log")
    answer = running.ask("/users/me")
    assert running.access_lines(answer.header("x-request-id") or "none")


def test_the_mode_stays_and_the_workers_user_may_write(running: RunningGateway) -> None:
    logs = running.folder.log / "gateway"
    running.ask("/users/me")
    running.access_lines()
    (logs / "access.log").chmod(0o640)
    for _ in range(2):
        rotate_tomorrow(running.folder)
        found = (logs / "access.log").stat()
        assert stat.S_IMODE(found.st_mode) == 0o640
        assert (logs / "access.log").owner() == (WORKER_USER or logs.owner())
        answer = running.ask("/users/me")
        assert running.access_lines(answer.header("x-request-id") or "none")
        for aside in logs.glob("*.log.*"):
            aside.unlink()
    assert "Permission denied" not in (logs / "error.log").read_text()


def test_again_on_the_same_day_it_does_nothing(running: RunningGateway) -> None:
    running.ask("/users/me")
    running.access_lines()
    assert rotate_logs(running.folder, keep_days=30, timezone=ZONE) == []
    assert len(rotate_tomorrow(running.folder)) == 2
    before = {path: path.read_bytes() for path in (running.folder.log / "gateway").glob("*.log.*")}
    running.ask("/users/me")
    running.access_lines()
    assert rotate_tomorrow(running.folder) == []
    assert {path: path.read_bytes() for path in (running.folder.log / "gateway").glob("*.log.*")} == before


def test_a_log_is_named_by_the_day_of_its_last_line_before_today(folder: DataFolder) -> None:
    now = today()
    access, error = folder.log / "gateway" / "access.log", folder.log / "gateway" / "error.log"
    week = now - timedelta(days=7)
    put_log(access, f"{week.isoformat(timespec='seconds')} 127.0.0.1\n", now)
    put_log(error, f"{week.astimezone():%Y/%m/%d %H:%M:%S} [notice] 1#1: start\n", week + timedelta(days=2))
    made = rotate_logs(folder, keep_days=30, timezone=ZONE)
    assert [file.name for file in made] == [
        f"access.log.{now - timedelta(days=1):%Y%m%d}",
        f"error.log.{week + timedelta(days=2):%Y%m%d}",
    ]


def test_the_day_is_the_sites_and_not_the_machines(folder: DataFolder) -> None:
    access = put_log(folder.log / "gateway" / "access.log", "2026-03-01T17:30:00+00:00 127.0.0.1\n", today())

    def at(text: str) -> list[Path]:
        moment = datetime.fromisoformat(text)
        return rotate_logs(folder, keep_days=30, timezone=ZONE, now=moment.astimezone)

    os.utime(access, (datetime.fromisoformat("2026-03-01T17:30:00+00:00").timestamp(),) * 2)
    assert at("2026-03-02T15:59:00+00:00") == []
    assert [file.name for file in at("2026-03-02T16:01:00+00:00")] == ["access.log.20260302"]


def test_what_is_older_than_keep_days_goes(folder: DataFolder) -> None:
    now = today()
    kept = {f"{name}.{now - timedelta(days=3):%Y%m%d}" for name in ("access.log", "error.log")}
    gone = {f"{name}.{now - timedelta(days=4):%Y%m%d}" for name in ("access.log", "error.log")}
    others = {"access.log.bak", "access.log.99999999", "mine.log.20200101"}
    for name in kept | gone | others:
        (folder.log / "gateway" / name).touch()
    up = folder.log / f"up.log.{now - timedelta(days=4):%Y%m%d}"
    up.touch()
    rotate_logs(folder, keep_days=3, timezone=ZONE)
    assert {path.name for path in (folder.log / "gateway").iterdir()} == kept | others
    assert not up.exists()


def test_up_log_is_cut_under_the_process_that_appends_to_it(folder: DataFolder) -> None:
    up_log = folder.log / "up.log"
    with up_log.open("ab", buffering=0) as held:
        held.write(b"banyan: ready\n")
        up_log.chmod(0o600)
        (made,) = rotate_logs(folder, keep_days=30, timezone=ZONE, now=tomorrow)
        held.write(b"banyan: the gateway is gone; starting it again\n")
    assert (made.name, made.read_text()) == (f"up.log.{today():%Y%m%d}", "banyan: ready\n")
    assert up_log.read_text() == "banyan: the gateway is gone; starting it again\n"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_a_link_to_somewhere_else_is_left_alone(folder: DataFolder) -> None:
    elsewhere = put_log(folder.root / "elsewhere", "old\n", today() - timedelta(days=9))
    (folder.log / "gateway" / "access.log").symlink_to(elsewhere)
    assert rotate_logs(folder, keep_days=30, timezone=ZONE) == []
    assert elsewhere.read_text() == "old\n"


def test_two_at_once_cut_once(folder: DataFolder) -> None:
    access = folder.log / "gateway" / "access.log"
    yesterday = today() - timedelta(days=1)
    put_log(access, "line\n" * 1000, yesterday)
    command = [sys.executable, "-m", "banyan.gateway.rotation", str(folder.root), "30", ZONE]
    both = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(30) for process in both] == [0, 0]
    assert (folder.log / "gateway" / f"access.log.{yesterday:%Y%m%d}").read_text() == "line\n" * 1000


def test_the_command_says_what_it_made(folder: DataFolder) -> None:
    yesterday = today() - timedelta(days=1)
    put_log(folder.log / "gateway" / "access.log", "old\n", yesterday)
    said = run_banyan("gateway", "rotate", "--data", str(folder.root)).stdout
    assert said == f"banyan: {folder.log}/gateway/access.log.{yesterday:%Y%m%d}\n"
    assert "all that is in the logs is of today" in run_banyan("gateway", "rotate", "--data", str(folder.root)).stdout
