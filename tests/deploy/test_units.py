"""The systemd units: sound, hardened, and of commands that exist. systemd itself need not run."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import check_command, check_settings, settings_in

from tests.sites import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("banyan*") if path.suffix in {".service", ".target", ".timer"})
SERVICES = [name for name in UNITS if name.endswith(".service")]
PROGRAM = "/opt/banyan/.venv/bin/banyan"
# By `systemd-analyze security`: 0 is closed, 10 open. They are at 1.7 at most with systemd 252.
MAX_EXPOSURE = 2.0


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The units with a program that is on every machine."""
    for name in UNITS:
        (tmp_path / name).write_text((DEPLOY / name).read_text().replace(PROGRAM, "/bin/true"))
    return tmp_path


def analyze(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:"}
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, env=environ, cwd=folder, check=False
    )


def values(unit: str, key: str) -> list[str]:
    """A key's values, in their order, of lines without comments."""
    return re.findall(rf"^{key}=(.*)$", (DEPLOY / unit).read_text(), re.MULTILINE)


def test_all_that_docs_and_target_speak_of_are_there() -> None:
    assert set(UNITS) == {
        "banyan.service",
        "banyan.target",
        "banyan-gateway.service",
        "banyan-app@.service",
        "banyan-rotate.service",
        "banyan-rotate.timer",
        "banyan-tls.service",
        "banyan-tls.timer",
    }


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_finds_nothing_wrong(unit: str, folder: Path) -> None:
    result = analyze("verify", "--man=no", unit.replace("@.", "@1."), folder=folder)
    said = [line for line in result.stderr.splitlines() if "banyan" in line]
    assert (result.returncode, said) == (0, [])


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_can_do_little_beside_its_work(unit: str, folder: Path) -> None:
    threshold = str(int(MAX_EXPOSURE * 10))
    result = analyze("security", "--offline=yes", f"--threshold={threshold}", "--no-pager", unit, folder=folder)
    assert result.returncode == 0, result.stdout.splitlines()[-1] + result.stderr


@pytest.mark.parametrize("unit", SERVICES)
def test_no_service_is_root_and_all_write_to_the_data_folder_alone(unit: str) -> None:
    assert values(unit, "User") == ["banyan"]
    assert values(unit, "NoNewPrivileges") == ["yes"]
    assert values(unit, "ProtectSystem") == ["strict"]
    assert values(unit, "StateDirectory") == ["banyan"]
    assert not values(unit, "ReadWritePaths")
    assert set(values(unit, "CapabilityBoundingSet")) <= {"", "CAP_NET_BIND_SERVICE"}


@pytest.mark.parametrize("unit", SERVICES)
def test_its_commands_and_settings_exist(unit: str) -> None:
    commands = [command for key in ("ExecStart", "ExecReload", "ExecStop") for command in values(unit, key)]
    assert commands
    for command in commands:
        program, *arguments = shlex.split(command.replace("%i", "1"))
        if program == PROGRAM:
            check_command(arguments)
        else:
            assert command == "/bin/kill -HUP $MAINPID"
    check_settings(settings_in((DEPLOY / unit).read_text()))


def test_every_unit_has_the_same_places_and_secrets() -> None:
    for key in ("WorkingDirectory", "Environment", "EnvironmentFile", "ConfigurationDirectory", "StateDirectory"):
        assert len({tuple(values(unit, key)) for unit in SERVICES}) == 1, key
    assert values("banyan.service", "EnvironmentFile") == ["-/etc/banyan/environment"]


def test_stopping_takes_longer_than_what_is_stopped_may_take() -> None:
    from banyan.config import AppSection

    grace = AppSection().stop_timeout
    assert int(values("banyan-app@.service", "TimeoutStopSec")[0]) > grace + 5
    assert int(values("banyan-gateway.service", "TimeoutStopSec")[0]) > grace + 5
    assert int(values("banyan.service", "TimeoutStopSec")[0]) > 2 * grace + 5


def test_the_user_can_be_made() -> None:
    command = [
        "systemd-sysusers",
        "--dry-run",
        "--replace=/etc/sysusers.d/banyan.conf",
        str(DEPLOY / "banyan.sysusers"),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
