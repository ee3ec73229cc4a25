"""The image's recipe and the composition, by linters and by what they name. No engine runs them here."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from command_line import check_command, check_settings, settings_in

from tests.sites import ROOT

DEPLOY = ROOT / "deploy"
RECIPE = (DEPLOY / "Containerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if service["image"] == "banyan"}


def lint(program: str, *arguments: str) -> None:
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def words(key: str) -> list[str]:
    """The last JSON form of an instruction of the recipe."""
    found: list[str] = json.loads(re.findall(rf"^{key} (\[.*\])$", RECIPE, re.MULTILINE)[-1])
    return found


def test_the_recipe_is_clean() -> None:
    lint("hadolint", "--no-color", "deploy/Containerfile")


def test_the_composition_is_clean_and_fits_the_specification() -> None:
    lint("yamllint", "--strict", "deploy/compose.yaml")
    lint("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "deploy/compose.yaml")


def test_the_image_has_the_packages_that_a_site_needs() -> None:
    """The same as scripts/setup has, by their names."""
    needed = re.search(r'^run_packages="([^"]+)"', (ROOT / "scripts/setup").read_text(), re.MULTILINE)
    assert needed
    final = RECIPE.rpartition("\nFROM ")[2]
    assert set(needed[1].split()) <= set(final.split())


def test_what_the_recipe_copies_is_there_and_is_not_ignored() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for line in re.findall(r"^COPY (?!--from)(.*)$", RECIPE, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists()
            assert source in kept
    assert (ROOT / ".containerignore").read_text() == (ROOT / ".dockerignore").read_text()


def test_the_image_is_of_pinned_packages_and_runs_as_nobody_special() -> None:
    assert set(re.findall(r"^FROM (\S+)", RECIPE, re.MULTILINE)) == {"debian:12-slim"}
    assert "--require-hashes" in RECIPE
    assert re.findall(r"^USER (.*)$", RECIPE, re.MULTILINE) == ["10001:10001"]


def test_no_secret_is_written_down() -> None:
    assert not re.search(r"(?i)^(ENV|ARG).*(secret|password|token|key)", RECIPE, re.MULTILINE)
    example = (DEPLOY / "env.example").read_text()
    for name in ("DATABASE_PASSWORD", "SITE_SECRET"):
        assert f"\n{name}=\n" in example
        for use in re.findall(rf"\${{{name}[^}}]*}}", (DEPLOY / "compose.yaml").read_text()):
            assert use.startswith(f"${{{name}:?"), "it starts with an empty one"
    ignored = subprocess.run(["git", "check-ignore", "deploy/.env"], capture_output=True, cwd=ROOT, check=False)
    assert ignored.returncode == 0


def test_all_that_is_asked_of_the_environment_is_in_the_example() -> None:
    asked = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text())) | {"DATABASE_PASSWORD"}
    assert asked == set(re.findall(r"^(\w+)=", (DEPLOY / "env.example").read_text(), re.MULTILINE))


def test_commands_and_settings_exist() -> None:
    assert words("ENTRYPOINT") == ["/opt/banyan/.venv/bin/banyan"]
    check_command(words("CMD"))
    for service in OURS.values():
        check_command(service["command"])
    check_command(shlex.split("gateway start --foreground"))
    check_settings(settings_in(RECIPE))
    check_settings(settings_in((DEPLOY / "compose.yaml").read_text()))


def test_the_settings_have_values_that_are_accepted() -> None:
    from banyan.config import load_settings

    for service in OURS.values():
        environ = {name: _filled(value) for name, value in service["environment"].items()}
        loaded = load_settings(None, {"BANYAN_CONFIG": str(ROOT / "banyan.toml"), **environ})
        assert loaded.values.database.url == environ["BANYAN_DATABASE__URL"]


def _filled(value: str) -> str:
    """As compose does it, each variable by a secret's like or by its default."""
    return re.sub(r"\$\{\w+(?::([-?])([^}]*))?\}", lambda match: match[2] if match[1] == "-" else "5e" * 32, value)


@pytest.mark.parametrize("name", OURS)
def test_our_containers_have_no_rights(name: str) -> None:
    service = OURS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")


def test_the_gateway_asks_each_app_node_where_it_listens() -> None:
    upstreams = json.loads(OURS["gateway"]["environment"]["BANYAN_GATEWAY__UPSTREAMS"])
    nodes = [name for name, service in OURS.items() if service["command"][0] == "run"]
    assert len(nodes) == 2
    ports = {name: service["command"][-1].rpartition(":")[2] for name, service in OURS.items() if name in nodes}
    assert {upstream["address"] for upstream in upstreams} == {f"{name}:{port}" for name, port in ports.items()}
    for name in nodes:
        assert f":{ports[name]}/ping" in OURS[name]["environment"]["HEALTH_URL"]
        assert set(OURS[name]["networks"]) & set(OURS["gateway"]["networks"])


def test_the_world_reaches_the_gateway_alone() -> None:
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["gateway"]
    assert COMPOSE["networks"]["back"]["internal"] is True
    for name in ("database", "redis"):
        assert COMPOSE["services"][name]["networks"] == ["back"]
        assert "test" in COMPOSE["services"][name]["healthcheck"]
