"""The tutorial, followed from top to bottom: its files are written, its commands run on a real site, what they print is
compared, and the end of it is examples/picnic.

BANYAN_UPDATE_GOLDEN=1 writes what the commands print into the page, and the files into the example; read the diff."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.servers.databases import DatabaseTestServer
from tests.servers.redis import RedisTestServer
from tests.sites import ROOT, clean_environment, data_folder

PAGE = ROOT / "docs/tutorial.md"
EXAMPLE = ROOT / "examples/picnic"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE_NAME = re.compile(r"(?:#|/\*|\{#) (\S+)(?: \*/| #\})?")
_CHANGING = (
    (re.compile(r"\b[0-9a-f]{12}_"), "<revision>_"),
    (re.compile(r"/\S*/(?=src/picnic/)"), ""),
    (re.compile(r"(main|worker) +\d+"), r"\1 <process>"),
    (re.compile(r"\.[0-9a-f]{8,}\.css"), ".<hash>.css"),
    (re.compile(r'"next":"[^"]+"'), '"next":"<cursor>"'),
    (re.compile(r'"request_id":"[0-9a-f]{32}"'), '"request_id":"<id>"'),
)
_PORT = re.compile(r"127\.0\.0\.1:\d+")
_END = "-- the end of a command --"


def constant(text: str) -> str:
    """Without what differs from run to run."""
    lines = [line.rstrip() for line in text.replace("\r", "").splitlines() if "Terminated" not in line]
    text = "\n".join(lines).strip()
    for pattern, name in _CHANGING:
        text = pattern.sub(name, text)
    return text


@dataclass
class Reader:
    """Somebody who does what the page says, in one shell."""

    folder: Path
    environ: dict[str, str]
    replaced: dict[str, str]
    printed: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._shell = subprocess.Popen(
            ["bash", "--norc"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            cwd=self.folder, env=self.environ,
        )  # fmt: skip
        self._run('curl() { command curl -s "$@"; }')

    def close(self) -> None:
        self._run("banyan down; kill $(jobs -p)")
        assert self._shell.stdin is not None
        self._shell.stdin.close()
        self._shell.wait(30)

    def follow(self, kind: str, block: str) -> str:
        """The block as it should be printed."""
        if kind == "console":
            return "".join(self._console(step) for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:])
        first, rest = self._swap(block, self.replaced).split("\n", 1)
        name = _FILE_NAME.fullmatch(first)
        assert name, f"which file is it? {first}"
        file = self.folder / name[1]
        file.parent.mkdir(parents=True, exist_ok=True)
        if kind == "diff":
            lines = rest.splitlines(keepends=True)
            before = "".join(line[1:] for line in lines if line[0] != "+")
            after = "".join(line[1:] for line in lines if line[0] != "-")
            assert file.read_text().count(before) == 1, f"{name[1]} has no such place:\n{before}"
            file.write_text(file.read_text().replace(before, after))
        else:
            file.write_text(rest)
        return block

    def _console(self, step: str) -> str:
        command, expected = step.split("\n", 1)
        printed = self._run(self._swap(command, self.replaced))
        printed = self._swap(printed, {new: old for old, new in self.replaced.items()}).replace(f"{self.folder}/", "")
        self.printed.append((command, expected, printed))
        return f"$ {command}\n" + (printed.rstrip("\n") + "\n" if printed.strip() else "")

    def _run(self, command: str) -> str:
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        self._shell.stdin.write(f"{{ {command}\n}} < /dev/null\necho; echo '{_END}'\n")
        self._shell.stdin.flush()
        lines = []
        for line in self._shell.stdout:
            if line.rstrip("\n") == _END:
                break
            lines.append(line.replace("\r", ""))
        return "".join(line for line in lines if "Terminated" not in line).rstrip("\n")

    @staticmethod
    def _swap(text: str, texts: dict[str, str]) -> str:
        for old, new in texts.items():
            text = text.replace(old, new)
        return text


@pytest.fixture
def reader(mariadb: DatabaseTestServer, redis_test_server: RedisTestServer) -> Iterator[Reader]:
    with data_folder() as top, ExitStack() as stack:
        port, weather = str(free_port()), str(free_port())
        programs = _environment(top / "env")
        folder = top / "picnic"
        folder.mkdir()
        environ = {
            **clean_environment(),
            "PATH": f"{programs}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "VIRTUAL_ENV": str(top / "env"),
            "BANYAN_GATEWAY__LISTEN": "127.0.0.1",
            "BANYAN_GATEWAY__PORT": port,
            "BANYAN_APP__WORKERS": "1",
            "BANYAN_GATEWAY__WORKERS": "2",
        }
        replaced = {
            "localhost:8000": f"localhost:{port}",
            "http.server 9000": f"http.server {weather}",
            "http://127.0.0.1:9000": f"http://127.0.0.1:{weather}",
            "mysql://picnic:secret@localhost/picnic": mariadb.new_database(),
            "redis://localhost:6379/0": redis_test_server.url,
        }
        found = Reader(folder, environ, replaced)
        stack.callback(found.close)
        yield found


def _environment(folder: Path) -> Path:
    """A virtual environment of the reader's own, that has all of ours: the folder of its programs."""
    venv.create(folder, symlinks=True)
    purelib = folder / f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    (purelib / "ours.pth").write_text(f"import site; site.addsitedir({sysconfig.get_paths()['purelib']!r})\n")
    program = folder / "bin/banyan"
    program.write_text(f'#!/bin/sh\nexec {folder}/bin/python -m banyan "$@"\n')
    program.chmod(0o755)
    return folder / "bin"


def test_whoever_follows_the_tutorial_gets_what_it_says_and_the_example(reader: Reader) -> None:
    updating = bool(os.environ.get("BANYAN_UPDATE_GOLDEN"))
    page = PAGE.read_text()
    followed = _BLOCK.sub(lambda found: f"```{found[1]}\n{reader.follow(found[1], found[2])}```", page)
    if updating:
        PAGE.write_text(followed)
        _write_example(reader.folder)
    for command, expected, printed in reader.printed:
        assert updating or constant(printed) == constant(expected), command
    assert _files(reader.folder) == _files(EXAMPLE)


def _files(folder: Path) -> dict[str, str]:
    """What the page has its reader write. A revision by its meaning: its name and its layout are nobody's choice."""
    found: dict[str, str] = {}
    for file in sorted([*folder.glob("*.toml"), *folder.glob("src/picnic/**/*")]):
        if file.is_dir() or file.suffix == ".pyc":
            continue
        name, text = str(file.relative_to(folder)), _PORT.sub("127.0.0.1:9000", file.read_text())
        if file.parent.name == "migrations":
            identifier, _, rest = file.name.partition("_")
            name = f"migrations/{rest}"
            text = text.replace("from advanced_alchemy.types import BigIntIdentity\n", "")
            text = ast.dump(ast.parse(text.replace(identifier, "<revision>")))
        found[name] = text
    return found


def _write_example(folder: Path) -> None:
    for old in [EXAMPLE / "src"]:
        shutil.rmtree(old, ignore_errors=True)
    for name in ("pyproject.toml", "banyan.toml", "src"):
        if (folder / name).is_dir():
            shutil.copytree(folder / name, EXAMPLE / name, ignore=shutil.ignore_patterns("__pycache__"))
            for file in (EXAMPLE / name).rglob("*.py"):
                file.write_text(_PORT.sub("127.0.0.1:9000", file.read_text()))
        else:
            EXAMPLE.mkdir(exist_ok=True)
            shutil.copy(folder / name, EXAMPLE / name)
