"""A module's own commands: `banyan <module> <command>`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sites import ROOT, TestSite, clean_environment, data_folder, run_banyan, running_site

_MODULES = sorted((Path(__file__).parent / "modules").glob("*.py"))
_LOADED = """
import sys
from banyan.cli.main import banyan
try:
    banyan(sys.argv[1:], standalone_mode=False)
except SystemExit:
    pass
print([name for name in ("litestar", "sqlalchemy") if name in sys.modules])
"""


@pytest.fixture(scope="module")
def greeting_site() -> Iterator[TestSite]:
    with running_site(gateway=False, modules=_MODULES) as site:
        yield site


def test_a_command_works_on_the_site_that_runs(greeting_site: TestSite) -> None:
    before = greeting_site.query("SELECT position FROM invalidation_position")[0][0]
    said = greeting_site.banyan("greet", "all").stdout
    assert said == "Good morning, all 0 of you on http://localhost:8000\n"
    assert (greeting_site.data / "files/greetings").read_bytes() == b"0"
    assert greeting_site.query("SELECT position FROM invalidation_position")[0][0] == before + 1


def test_a_command_works_where_nothing_runs_and_nothing_is(greeting_site: TestSite) -> None:
    with data_folder() as data:
        environ = {**greeting_site.environ, "BANYAN_GREET__WORD": "Hello"}
        said = run_banyan("greet", "all", "--data", str(data), environ=environ).stdout
    assert said.startswith("Hello, all 0 of you")


def test_its_trouble_is_one_line(greeting_site: TestSite) -> None:
    trouble = greeting_site.banyan("greet", "nobody", check=False)
    assert (trouble.returncode, trouble.stdout, trouble.stderr) == (1, "", "banyan: there is nobody to greet\n")


def test_a_site_that_is_made_without_the_module_is_left_alone(greeting_site: TestSite) -> None:
    with data_folder() as data:
        environ = {**greeting_site.environ, "BANYAN_MODULES": "[]"}
        refused = run_banyan("greet", "all", "--data", str(data), environ=environ, check=False)
        assert refused.returncode == 1
        assert refused.stderr == "banyan: modules: this site is made without 'greet'; name it in banyan.toml\n"
        assert list(data.iterdir()) == []


def test_help_lists_the_modules_that_the_site_names(greeting_site: TestSite) -> None:
    environ = {**greeting_site.environ, "BANYAN_MODULES": '["greet"]'}
    assert "Greetings." in run_banyan("--help", environ=environ).stdout
    assert "all" in run_banyan("greet", "--help", environ=environ).stdout
    assert "Greetings." not in run_banyan("--help", environ={**environ, "BANYAN_MODULES": "[]"}).stdout
    assert "up" in run_banyan("--help", environ={**environ, "BANYAN_MODULES": "x"}).stdout


def test_a_module_without_commands_and_one_whose_commands_are_missing_say_so(greeting_site: TestSite) -> None:
    assert run_banyan("members", check=False).returncode == 2
    missing = greeting_site.banyan("silent", "all", check=False)
    assert missing.returncode == 1
    assert (
        missing.stderr
        == "banyan: modules: silent declares commands = 'silent:nothing', where there is no click command\n"
    )


def test_status_loads_no_web_framework_although_modules_have_commands(greeting_site: TestSite) -> None:
    result = subprocess.run(
        [sys.executable, "-c", _LOADED, "status", "--json", "--data", str(greeting_site.data)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=clean_environment() | dict(greeting_site.environ),
        check=True,
    )
    status, loaded = result.stdout.splitlines()
    assert json.loads(status)["running"] is True
    assert loaded == "[]"
