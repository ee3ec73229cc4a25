"""docs/deploy.md names what exists."""

from __future__ import annotations

import re
import shlex
import subprocess

from command_line import check_command, check_settings, settings_in

from tests.sites import ROOT

PAGE = (ROOT / "docs/deploy.md").read_text()
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
WRAPPER = ROOT / "deploy/banyan"


def test_its_commands_exist() -> None:
    called = [line for kind, text in BLOCKS if kind in {"sh", "ini"} for line in text.splitlines()]
    commands = [found[1] for line in called if (found := re.search(r"(?:^|=\S*/|gateway )banyan (.*?)( #|$)", line))]
    commands += re.findall(r"`banyan ([a-z][^`]*)`", PAGE)
    assert len(commands) > 6
    for command in commands:
        check_command(shlex.split(command.replace("%i", "1"), comments=True))


def test_its_settings_exist() -> None:
    check_settings(settings_in(PAGE) | settings_in(WRAPPER.read_text()))
    keys = set(re.findall(r"`((?:app|database|gateway|log|site)\.[a-z_]+)\b", PAGE))
    check_settings("BANYAN_" + key.upper().replace(".", "__") for key in keys - {"gateway.tls"})


def test_its_units_and_files_exist() -> None:
    for name in re.findall(r"banyan-[a-z]+(?:@[0-9])?(?:\.(?:timer|service|target))?\b", PAGE):
        stem = re.sub(r"@[0-9]", "@", name)
        assert any((ROOT / "deploy" / (stem + end)).exists() for end in ("", ".service")), name
    for name in re.findall(r"\bdeploy/[\w.-]+\w", PAGE):
        assert (ROOT / name).exists() or name == "deploy/.env", name


def test_the_command_for_machines_with_units_has_their_user_and_places() -> None:
    text = WRAPPER.read_text()
    unit = (ROOT / "deploy/banyan.service").read_text()
    assert subprocess.run(["sh", "-n", str(WRAPPER)], check=False).returncode == 0
    for value in (
        "/etc/banyan/banyan.toml",
        "/var/lib/banyan",
        "-/etc/banyan/environment",
        "/opt/banyan/.venv/bin/banyan",
    ):
        assert value in text
        assert value in unit
