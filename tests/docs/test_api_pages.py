"""The examples of the pages about the API layer, run as they are printed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sites import ROOT, TestSite, running_site

PAGES = ("parameters", "cors", "paging")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: str, language: str) -> list[str]:
    return [text for kind, text in _BLOCK.findall((ROOT / f"docs/{page}.md").read_text()) if kind == language]


@pytest.fixture(scope="module")
def example_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestSite]:
    folder = tmp_path_factory.mktemp("examples")
    files: list[Path] = []
    for page in PAGES:
        text = blocks(page, "python")[0]
        files.append(folder / text.split("\n")[0].removeprefix("# "))
        files[-1].write_text(text)
    with running_site(gateway=False, modules=files) as site:
        yield site


@pytest.mark.parametrize("page", PAGES)
def test_commands_print_what_the_page_says(example_site: TestSite, page: str) -> None:
    (console,) = blocks(page, "console")
    for step in console.split("$ ")[1:]:
        command, expected = step.split("\n", 1)
        command = command.replace("http://127.0.0.1:8000", example_site.url).replace("curl ", "curl -s ", 1)
        printed = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=30).stdout
        assert printed.replace("\r", "").strip() == expected.strip(), command


@pytest.mark.parametrize("page", [*PAGES, "accounts"])
def test_the_shorter_examples_run(page: str) -> None:
    for text in blocks(page, "python")[page in PAGES :]:
        names: dict[str, object] = {}
        exec(compile(text, f"docs/{page}.md", "exec"), names)
        assert set(re.findall(r"^(?:class|(?:async )?def) (\w+)", text, re.MULTILINE)) <= set(names)
