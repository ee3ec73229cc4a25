from __future__ import annotations

import multiprocessing
import os
import socket
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from banyan.observe import LogShipper, LogWriter

ZONE = "Asia/Taipei"


class Clock:
    def __init__(self) -> None:
        self.moment = datetime.now(ZoneInfo(ZONE)).replace(hour=23, minute=59)

    def __call__(self, zone: tzinfo) -> datetime:
        return self.moment.astimezone(zone)


@pytest.fixture
def folder() -> Iterator[Path]:
    # Short: a socket's path may have 107 bytes.
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def _writer(folder: Path, clock: Clock, keep_days: int = 30) -> LogWriter:
    return LogWriter(folder / "log", folder / "s", keep_days=keep_days, timezone=ZONE, now=clock)


def test_todays_file_has_the_plain_name_and_yesterdays_its_date(folder: Path) -> None:
    clock = Clock()
    writer = _writer(folder, clock)
    writer.write("users", b"old\n")
    yesterday = clock.moment.date()
    clock.moment += timedelta(minutes=2)
    writer.write("users", b"new\n")
    assert (folder / "log/users/users.log").read_text() == "new\n"
    assert (folder / f"log/users/users.log.{yesterday:%Y%m%d}").read_text() == "old\n"


def test_a_file_that_a_restart_finds_from_another_day_is_put_aside(folder: Path) -> None:
    clock = Clock()
    _writer(folder, clock).write("users", b"old\n")
    file = folder / "log/users/users.log"
    three_days_ago = clock.moment - timedelta(days=3)
    os.utime(file, (three_days_ago.timestamp(),) * 2)
    _writer(folder, clock).write("users", b"new\n")
    assert file.read_text() == "new\n"
    assert (folder / f"log/users/users.log.{three_days_ago:%Y%m%d}").read_text() == "old\n"


def test_files_older_than_keep_days_go(folder: Path) -> None:
    clock = Clock()
    (folder / "log/users").mkdir(parents=True)
    for days in (29, 30, 31, 400):
        (folder / f"log/users/users.log.{clock.moment - timedelta(days=days):%Y%m%d}").touch()
    (folder / "log/users/users.log.kept").touch()
    _writer(folder, clock).write("users", b"x\n")
    assert len(list((folder / "log/users").glob("users.log.*"))) == 3


def test_no_line_of_several_processes_is_lost_at_rotation(folder: Path) -> None:
    clock = Clock()
    writer = _writer(folder, clock)
    writer.start()
    workers = [multiprocessing.get_context("fork").Process(target=_log_lines, args=(folder, n)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers[:2]:
        worker.join()
    clock.moment += timedelta(days=1)
    for worker in workers[2:]:
        worker.join()
    writer.stop()
    lines = "".join(file.read_text() for file in (folder / "log/users").iterdir()).splitlines()
    assert sorted(lines) == sorted(f"worker {n} line {i}" for n in range(4) for i in range(2000))


def _log_lines(folder: Path, number: int) -> None:
    shipper = LogShipper(folder / "s")
    for i in range(2000):
        shipper.ship("users", f"worker {number} line {i}")
    shipper.close()
    os._exit(0)


@pytest.mark.parametrize("name", [b"../x", b"a/b", b"", b"A" * 50, b"\xff"])
def test_a_name_that_is_none_writes_nowhere(folder: Path, name: bytes) -> None:
    writer = _writer(folder, Clock())
    writer.start()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.sendto(name + b"\0evil\n", str(folder / "s"))
    writer.stop()
    assert not list((folder).rglob("*.log"))
