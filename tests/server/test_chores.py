"""What the supervisor does now and then."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from banyan.server.chores import Chores
from banyan.server.plans import Chore
from tests.sites import TestSite


@pytest.fixture
def done(tmp_path: Path) -> Callable[[], int]:
    """How often it was done."""
    return lambda: len((tmp_path / "done").read_text()) if (tmp_path / "done").exists() else 0


def chore(folder: Path, code: int = 0, **when: object) -> Chore:
    note = f"open({str(folder / 'done')!r}, 'a').write('x'); raise SystemExit({code})"
    return Chore((sys.executable, "-c", note), **when)  # type: ignore[arg-type]


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)

    def pass_(self, seconds: float, chores: Chores) -> None:
        self.now += seconds
        chores.look()
        for job in chores._jobs:
            if job._running:
                job._running.wait()
        self.now += 3
        chores.look()


def test_by_the_clock(tmp_path: Path, done: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    chores = Chores([chore(tmp_path, first=60, every=100)])
    clock.pass_(50, chores)
    assert done() == 0
    clock.pass_(10, chores)
    assert done() == 1
    clock.pass_(50, chores)
    assert done() == 1
    clock.pass_(60, chores)
    assert done() == 2


def test_one_that_failed_is_done_again_within_the_hour(
    tmp_path: Path, done: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    chores = Chores([chore(tmp_path, code=1, every=12 * 3600)])
    clock.pass_(0, chores)
    assert done() == 1
    clock.pass_(3000, chores)
    assert done() == 1
    clock.pass_(700, chores)
    assert done() == 2


def test_when_a_file_changes(tmp_path: Path, done: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> None:
    clock, file = Clock(monkeypatch), tmp_path / "certificate.pem"
    file.touch()
    chores = Chores([chore(tmp_path, first=float("inf"), files=(str(file),))])
    clock.pass_(10, chores)
    assert done() == 0
    os.utime(file, (1, 1))
    clock.pass_(10, chores)
    assert done() == 1
    clock.pass_(10, chores)
    assert done() == 1


def test_a_site_rotates_its_logs_when_the_day_changes(gateway_site: TestSite) -> None:
    """The command that the supervisor was given, on a log that seems to be yesterday's."""
    import json
    import subprocess

    plan = json.loads((gateway_site.data / "run" / "site.json").read_text())
    (rotate,) = [each for each in plan["chores"] if each["timezone"]]
    zone = ZoneInfo(rotate["timezone"])
    up_log = gateway_site.data / "log" / "up.log"
    yesterday = datetime.now(zone) - timedelta(days=1)
    os.utime(up_log, (yesterday.timestamp(), yesterday.timestamp()))
    subprocess.run(rotate["command"], check=True)
    assert (gateway_site.data / "log" / f"up.log.{yesterday:%Y%m%d}").exists()
