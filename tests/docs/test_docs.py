"""The documentation is part of the feature."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

from tests.ports import free_port
from tests.sites import ROOT, clean_environment, data_folder

DOCS = ROOT / "docs"


def test_the_curl_lines_of_the_readme_work_as_printed() -> None:
    block = (ROOT / "README.md").read_text().split("## Try it")[1].split("```sh\n")[1].split("```")[0]
    with data_folder() as folder:
        script = block.replace("8123", str(free_port())).replace("/tmp/banyan", f"{folder}/banyan")
        script = script.replace(".venv/bin/banyan", f"{sys.executable} -m banyan")
        result = subprocess.run(
            ["bash", "-euc", script], capture_output=True, text=True, cwd=ROOT, env=clean_environment(), timeout=120
        )
    assert result.returncode == 0, result.stderr
    assert result.stdout.count('"code":0') == 4
    assert "188****8888" in result.stdout
    assert "gateway     main" in result.stdout
    assert "banyan: stopped" in result.stdout


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    loader = SourceFileLoader("reference", str(ROOT / "scripts/reference"))
    spec = importlib.util.spec_from_loader("reference", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_every_setting_and_command_is_in_the_reference(reference: ModuleType) -> None:
    mend = "run scripts/reference"
    assert (DOCS / "settings.md").read_text() == reference.settings_page(), mend
    assert (DOCS / "commands.md").read_text() == reference.commands_page(), mend


def test_the_map_has_every_folder_and_no_other() -> None:
    listed = set(re.findall(r"^\| `([^`]+)` \|", (DOCS / "map.md").read_text(), re.MULTILINE))
    tracked = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=True).stdout.split()
    folders = {str(parent) for name in tracked for parent in Path(name).parents if str(parent) != "."}
    inside = {folder for folder in folders if folder.startswith("src/banyan/")}
    tops = {folder for folder in folders if "/" not in folder and not folder.startswith((".", "src"))}
    apps = {folder for folder in folders if re.fullmatch(r"apps/\w+", folder)}
    assert listed == inside | tops | apps


def test_every_link_between_pages_leads_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_field_of_a_module_is_documented() -> None:
    from banyan.api import Module

    page = (DOCS / "module.md").read_text()
    for name in Module.__dataclass_fields__:
        assert f"`{name}`" in page, name


def test_every_dependency_that_handlers_can_ask_for_is_documented() -> None:
    from banyan.server.services import service_dependencies
    from banyan.server.site import load_site

    page = (DOCS / "module.md").read_text()
    for name in service_dependencies(load_site({})):
        assert f"`{name}`" in page, name


def test_apps_use_banyans_public_names_only() -> None:
    for file in (ROOT / "apps").rglob("src/**/*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("banyan"):
                assert node.module.count(".") == 1, f"{file.name}: {node.module} is not a package's public face"
                package = importlib.import_module(node.module)
                assert {alias.name for alias in node.names} <= set(package.__all__), file.name
